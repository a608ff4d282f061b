"""The accounting records as the Xero Accounting API gives them: contacts, invoices, credit notes and payments."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.clock import DAY
from simulator.exports.files import Columns, children, money, nested, pick, rate, same, xero_time
from simulator.exports.labels import Labels
from simulator.exports.own_spelling import contacts_of
from simulator.exports.xero_documents import document_columns
from simulator.kinds import BILL
from simulator.seen import Seen


def contact(world: Seen, labels: Labels) -> Columns:
    """Customers, and a supplier."""
    shown = contacts_of(world, labels).shown
    updated_at = np.full(len(shown["ContactID"]), world.company.clock.first_day * DAY)
    return {**shown, "UpdatedDateUTC": xero_time(updated_at)}


def invoice(world: Seen, labels: Labels) -> Columns:
    """Sales invoices, and some bills of a supplier."""
    documents = world.ledger.invoices
    day, kind = documents["day"].to_numpy(), documents["kind"].to_numpy()
    return {
        "Type": pick(("ACCREC", "ACCPAY"), (kind == BILL).astype(np.int64)),
        "InvoiceID": pick(labels.invoices, documents["number"].to_numpy()),
        "InvoiceNumber": labels.numbered("INV-", documents["number"].to_numpy(), 5),
        **document_columns(world, labels, documents, world.ledger.invoice_lines, "invoice"),
        "DueDate": xero_time((day + world.company.parameters.payment_terms_days) * DAY),
        "AmountDue": money(documents["due"].to_numpy()),
        "AmountPaid": money(documents["paid"].to_numpy()),
        "AmountCredited": money(documents["credited"].to_numpy()),
    }


def credit_note(world: Seen, labels: Labels) -> Columns:
    """Set off against their invoice, or paid out (then without an allocation)."""
    documents = world.ledger.notes
    credited, row, day = (documents[name].to_numpy() for name in ("credited", "credits", "day"))
    offset = np.flatnonzero(credited > 0)
    allocation: Columns = {
        "AllocationID": labels.guids("allocation", documents["number"].to_numpy()[offset]),
        "Invoice": nested({"InvoiceID": pick(labels.invoices, row[offset])}),
        "Amount": money(credited[offset]),
        "Date": xero_time(day[offset] * DAY),
    }
    return {
        "Type": same("ACCRECCREDIT", len(documents)),
        "CreditNoteID": pick(labels.notes, documents["number"].to_numpy()),
        "CreditNoteNumber": labels.numbered("CN-", documents["number"].to_numpy(), 5),
        **document_columns(world, labels, documents, world.ledger.note_lines, "credit note"),
        "RemainingCredit": money(documents["due"].to_numpy()),
        "Allocations": children(offset, len(documents), allocation),
    }


def payment(world: Seen, labels: Labels) -> Columns:
    """Payments of invoices by customers, of bills by us, and of credit notes to customers."""
    ledger, company = world.ledger, world.company
    document, is_refund, day, cents = (
        ledger.payments[name].to_numpy() for name in ("document", "is_refund", "day", "amount")
    )
    invoice_row, note_row = np.where(is_refund, -1, document), np.where(is_refund, document, -1)
    of_invoice = world.life.ledger.invoices[["currency", "kind"]].reindex(invoice_row, fill_value=0)
    of_note = world.life.ledger.notes["currency"].reindex(note_row, fill_value=0)
    currency = np.where(is_refund, of_note, of_invoice["currency"])
    kind = np.where(is_refund, 1, np.where(of_invoice["kind"] == BILL, 2, 0))
    currencies = pick(labels.currencies, currency)
    paid_invoice = nested({"InvoiceID": pick(labels.invoices, invoice_row), "CurrencyCode": currencies})
    paid_note = nested({"CreditNoteID": pick(labels.notes, note_row), "CurrencyCode": currencies})
    return {
        "PaymentID": labels.guids("payment", ledger.payments["number"].to_numpy()),
        "Invoice": pc.if_else(pa.array(is_refund), pa.scalar(None, paid_invoice.type), paid_invoice),
        "CreditNote": pc.if_else(pa.array(is_refund), paid_note, pa.scalar(None, paid_note.type)),
        "Date": xero_time(day * DAY),
        "Amount": money(cents),
        "CurrencyRate": rate(1 / company.rates.lookup(day, currency)),
        "PaymentType": pick(("ACCRECPAYMENT", "ARCREDITPAYMENT", "ACCPAYPAYMENT"), kind),
        "Status": same("AUTHORISED", len(document)),
        "UpdatedDateUTC": xero_time(day * DAY + 50_000),
    }
