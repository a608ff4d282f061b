"""The books as the Xero Accounting API gives them: contacts, invoices, credit notes and payments."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names
from simulator.clock import DAY
from simulator.exports.files import Columns, children, money, nested, pick, rate, same, xero_time
from simulator.exports.labels import Labels
from simulator.exports.xero_documents import OTHERS, Contacts, document_columns
from simulator.kinds import BILL
from simulator.seen import Seen

BY_NUMBER, BY_ID, BY_NAME = range(3)  # how a contact can be found in the CRM


def contact(world: Seen, labels: Labels) -> Columns:
    """Most contacts carry the CRM's account number, some its id as contact number, a few only the name."""
    contacts = Contacts(world, labels)
    others = len(OTHERS) if world.company.part == 0 else 0  # the same in every part
    account = np.r_[contacts.account, np.full(others, -1)]
    found = np.array([BY_NUMBER] * 18 + [BY_ID, BY_NAME])[account % 20]
    count = len(account)
    is_supplier = np.arange(count) == len(contacts.account) + 1
    return {
        "ContactID": contacts.ids[:count],
        "ContactNumber": pick(labels.accounts, np.where(found == BY_ID, account, -1)),
        "AccountNumber": pick(labels.account_numbers, np.where(found == BY_NUMBER, account, -1)),
        "ContactStatus": same("ACTIVE", count),
        "Name": contacts.names[:count],
        "FirstName": pick(names.FIRST_NAMES, np.where(account >= 0, account % len(names.FIRST_NAMES), -1)),
        "LastName": pick(names.LAST_NAMES, np.where(account >= 0, account % len(names.LAST_NAMES), -1)),
        "EmailAddress": contacts.emails[:count],
        "IsSupplier": pa.array(is_supplier),
        "IsCustomer": pa.array(~is_supplier),
        "UpdatedDateUTC": xero_time(np.full(count, world.company.clock.first_day * DAY)),
    }


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
