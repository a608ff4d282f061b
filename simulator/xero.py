"""The books as the Xero Accounting API gives them: contacts, invoices, credit notes and payments, nested as there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator import names, proposals
from simulator.clock import DAY, NEVER, Clock
from simulator.currencies import Rates
from simulator.customers import Customers
from simulator.draws import Floats, Ints, stream
from simulator.files import Columns, amount, children, nested, pick, rate, same, text, xero_time
from simulator.ids import guids, salesforce_ids
from simulator.invoices import BILL, STATUSES, SUPPLIER
from simulator.parameters import Parameters
from simulator.settlement import NO_DAY

UNKNOWN = "Walk-in customer"


@dataclass(frozen=True)
class Books:
    """Keys in the accounting system: contacts are the accounts with a document, then the unknown customer, then a supplier."""

    contact_of_account: Ints
    contact_ids: pa.Array
    contact_names: pa.Array
    invoice_ids: pa.Array
    note_ids: pa.Array

    def contact(self, account: Ints) -> Ints:
        unlisted = len(self.contact_ids) - np.where(account == SUPPLIER, 1, 2)
        return np.where(account >= 0, self.contact_of_account[account], unlisted)


def open_books(parameters: Parameters, customers: Customers, invoices: pd.DataFrame, notes: pd.DataFrame) -> Books:
    rng = stream(parameters.seed, "xero ids")
    account = np.unique(invoices["account"].to_numpy())
    account = account[account >= 0]
    place = np.full(len(customers.accounts), -1)
    place[account] = np.arange(len(account))
    # Bookkeepers type names their own way: a part stands in capitals.
    plain = pick(customers.account_names, account)
    shown = pc.if_else(pa.array(account % 9 == 0), pc.utf8_upper(plain), plain)
    return Books(
        place,
        guids(rng, len(account) + 2),
        pa.concat_arrays([shown, pa.array([UNKNOWN, "Office Supplies Ltd"])]),
        guids(rng, len(invoices)),
        guids(rng, len(notes)),
    )


def contact_columns(customers: Customers, books: Books, clock: Clock) -> Columns:
    """Most contacts carry the CRM's account number, some its id as contact number, a few only the name."""
    account = np.flatnonzero(books.contact_of_account >= 0)
    way = np.r_[np.where(account % 20 == 7, 1, np.where(account % 20 == 13, 2, 0)), 2, 2]
    row = np.r_[account, -1, -1]
    count = len(row)
    return {
        "ContactID": books.contact_ids,
        "ContactNumber": pick(customers.account_ids, np.where(way == 1, row, -1)),
        "AccountNumber": pick(customers.account_numbers, np.where(way == 0, row, -1)),
        "ContactStatus": same("ACTIVE", count),
        "Name": books.contact_names,
        "FirstName": pick(names.FIRST_NAMES, np.where(row >= 0, row % len(names.FIRST_NAMES), -1)),
        "LastName": pick(names.LAST_NAMES, np.where(row >= 0, row % len(names.LAST_NAMES), -1)),
        "EmailAddress": text("billing", pa.array(np.arange(count)).cast(pa.string()), "@customer.example"),
        "IsSupplier": pa.array(np.arange(count) == count - 1),
        "IsCustomer": pa.array(np.arange(count) != count - 1),
        "UpdatedDateUTC": xero_time(np.full(count, clock.first_day * DAY)),
    }


def reference(documents: pd.DataFrame, quotes: int, opportunities: int) -> pa.Array:
    """What the bookkeeper wrote: the quote's number, alone or in a text, the opportunity's id, something, or nothing."""
    way, phrase = documents["reference"].to_numpy(), documents["phrase"].to_numpy()
    number = pick(proposals.numbers(quotes), documents["quote"].to_numpy())
    order = text("PO ", pa.array(phrase % 90_000 + 10_000).cast(pa.string()))
    choices = (
        number,
        text("Quote ", number, ", ", order),
        pick(salesforce_ids("006", opportunities), documents["opportunity"].to_numpy()),
        pc.if_else(pa.array(phrase % 2 == 0), order, pick(names.FREE_TEXT_REFERENCES, phrase % len(names.FREE_TEXT_REFERENCES))),
        same("", len(documents)),
    )
    return pc.choose(pa.array(way), *choices)


def document_columns(
    parameters: Parameters, documents: pd.DataFrame, lines: pd.DataFrame, books: Books, rates: Floats, references: pa.Array
) -> Columns:
    """The part that invoices and credit notes share; `rates` are reporting-currency units per unit of the document's."""
    day, is_inclusive = documents["day"].to_numpy(), documents["is_inclusive"].to_numpy()
    contact = books.contact(documents["account"].to_numpy())
    count = len(documents)
    updated_at = documents["touched_day"].to_numpy() * DAY + 36_000
    return {
        "Contact": nested({"ContactID": pick(books.contact_ids, contact), "Name": pick(books.contact_names, contact)}),
        "Reference": references,
        "DateString": pc.strftime(pa.array(day * DAY, pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S"),
        "Date": xero_time(day * DAY),
        "Status": pick(STATUSES, documents["status"].to_numpy()),
        "LineAmountTypes": pick(("Exclusive", "Inclusive"), is_inclusive.astype(np.int64)),
        "LineItems": children(lines["document"].to_numpy(), count, _line_columns(parameters, documents, lines)),
        "SubTotal": amount(documents["net"].to_numpy()),
        "TotalTax": amount(documents["tax"].to_numpy()),
        "Total": amount(documents["gross"].to_numpy()),
        "CurrencyCode": pick([one.code for one in parameters.currencies], documents["currency"].to_numpy()),
        "CurrencyRate": rate(1 / rates),
        "UpdatedDateUTC": xero_time(updated_at),
        "FullyPaidOnDate": xero_time(np.where(documents["settled_day"] == NO_DAY, NEVER, documents["settled_day"] * DAY)),
    }


def _line_columns(parameters: Parameters, documents: pd.DataFrame, lines: pd.DataFrame) -> Columns:
    """LineAmount is after the discount, and holds the tax on a document with inclusive amounts."""
    document = lines["document"].to_numpy()
    shown = (lines["net"] + np.where(documents["is_inclusive"].to_numpy()[document], lines["tax"], 0)).to_numpy()
    quantity, discount = lines["quantity"].to_numpy(), lines["discount"].to_numpy()
    product = lines["product"].to_numpy()
    rng = stream(parameters.seed, f"line ids {documents['kind'].iloc[0] if len(documents) else 0}")
    return {
        "LineItemID": guids(rng, len(lines)),
        "Description": pick([name for _, name, _ in names.PRODUCTS], product),
        "Quantity": pa.array(quantity.astype(np.float64)),
        "UnitAmount": rate(shown / 100 / quantity / (1 - discount / 100), 4),
        "ItemCode": pick([code for code, _, _ in names.PRODUCTS], product),
        "AccountCode": same("200", len(lines)),
        "TaxType": pick(("OUTPUT", "ZERORATEDOUTPUT"), (lines["tax"] == 0).to_numpy().astype(np.int64)),
        "TaxAmount": amount(lines["tax"].to_numpy()),
        "LineAmount": amount(shown),
        "DiscountRate": pa.array(discount.astype(np.float64)),
    }


def invoice_columns(
    parameters: Parameters, invoices: pd.DataFrame, lines: pd.DataFrame, books: Books, rates: Floats, references: pa.Array
) -> Columns:
    """`Invoices`."""
    day, count = invoices["day"].to_numpy(), len(invoices)
    is_bill = (invoices["kind"] == BILL).to_numpy()
    number = pc.utf8_lpad(pa.array(np.arange(1, count + 1)).cast(pa.string()), 5, "0")
    due_day = day + parameters.payment_terms_days
    return {
        "Type": pick(("ACCREC", "ACCPAY"), is_bill.astype(np.int64)),
        "InvoiceID": books.invoice_ids,
        "InvoiceNumber": text("INV-", number),
        **document_columns(parameters, invoices, lines, books, rates, references),
        "DueDate": xero_time(due_day * DAY),
        "AmountDue": amount(invoices["due"].to_numpy()),
        "AmountPaid": amount(invoices["paid"].to_numpy()),
        "AmountCredited": amount(invoices["credited"].to_numpy()),
    }


def note_columns(
    parameters: Parameters, notes: pd.DataFrame, lines: pd.DataFrame, books: Books, rates: Floats, references: pa.Array
) -> Columns:
    """`CreditNotes`: set off against their invoice, or paid out (then without an allocation)."""
    credited = notes["credited"].to_numpy()
    rows = np.flatnonzero(credited > 0)
    allocation: Columns = {
        "AllocationID": guids(stream(parameters.seed, "allocation ids"), len(rows)),
        "Invoice": nested({"InvoiceID": pick(books.invoice_ids, notes["credits"].to_numpy()[rows])}),
        "Amount": amount(credited[rows]),
        "Date": xero_time(notes["day"].to_numpy()[rows] * DAY),
    }
    return {
        "Type": same("ACCRECCREDIT", len(notes)),
        "CreditNoteID": books.note_ids,
        "CreditNoteNumber": text("CN-", pc.utf8_lpad(pa.array(np.arange(1, len(notes) + 1)).cast(pa.string()), 5, "0")),
        **document_columns(parameters, notes, lines, books, rates, references),
        "RemainingCredit": amount(notes["due"].to_numpy()),
        "Allocations": children(rows, len(notes), allocation),
    }


def payment_columns(
    parameters: Parameters, rates: Rates, payments: pd.DataFrame, invoices: pd.DataFrame, notes: pd.DataFrame, books: Books
) -> Columns:
    """`Payments`: of invoices by customers, and of credit notes to them."""
    document, is_refund = payments["document"].to_numpy(), payments["is_refund"].to_numpy()
    invoice, note = np.where(is_refund, -1, document), np.where(is_refund, document, -1)
    currency = np.where(
        is_refund, notes["currency"].reindex(note).to_numpy(), invoices["currency"].reindex(invoice).to_numpy()
    ).astype(np.int64)
    codes = [one.code for one in parameters.currencies]
    day = payments["day"].to_numpy()
    is_bill = ~is_refund & (invoices["kind"].reindex(invoice).to_numpy() == BILL)
    kind = np.where(is_refund, 1, np.where(is_bill, 2, 0))
    of_invoice = nested({"InvoiceID": pick(books.invoice_ids, invoice), "CurrencyCode": pick(codes, currency)})
    of_note = nested({"CreditNoteID": pick(books.note_ids, note), "CurrencyCode": pick(codes, currency)})
    nothing = pa.scalar(None, of_note.type)
    return {
        "PaymentID": guids(stream(parameters.seed, "payment ids"), len(payments)),
        "Invoice": pc.if_else(pa.array(is_refund), pa.scalar(None, of_invoice.type), of_invoice),
        "CreditNote": pc.if_else(pa.array(is_refund), of_note, nothing),
        "Date": xero_time(day * DAY),
        "Amount": amount(payments["amount"].to_numpy()),
        "CurrencyRate": rate(1 / rates.lookup(day, currency)),
        "PaymentType": pick(("ACCRECPAYMENT", "ARCREDITPAYMENT", "ACCPAYPAYMENT"), kind),
        "Status": same("AUTHORISED", len(payments)),
        "UpdatedDateUTC": xero_time(day * DAY + 50_000),
    }
