"""Xero objects that are read. Dotted sources are paths in the object; lines and allocations are nested in it."""

from ingest.contracts import Column, Table, Type

TEXT, INTEGER, MONEY, NUMBER = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER
BOOLEAN, DATE, RATE, TIMESTAMP = Type.BOOLEAN, Type.DATE, Type.RATE, Type.TIMESTAMP

UPDATED = Column("updated_at", TIMESTAMP, "UpdatedDateUTC", as_=None)
STATUSES = ("DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED")


def _document(name: str, prefix: str, types: tuple[str, ...]) -> Table:
    """An invoice or a credit note: the two share their header in the API."""
    return Table(
        system="xero",
        name=name,
        source=f"{prefix}s.jsonl",
        key=(f"{name}_id",),
        cursor="updated_at",
        grain=f"{name.replace('_', ' ')}, sent or received",
        recorded_at=f"{name}_date",
        columns=(
            Column(f"{name}_id", TEXT, f"{prefix}ID", required=True),
            Column("document_number", TEXT, f"{prefix}Number", as_=f"{name}_number"),
            Column("type", TEXT, "Type", required=True, allowed=types),
            Column("status", TEXT, "Status", required=True, allowed=STATUSES),
            Column("contact_id", TEXT, "Contact.ContactID", as_="xero_contact_id", references="contact"),
            Column("reference", TEXT, "Reference"),
            Column("document_date", DATE, "Date", required=True, as_=f"{name}_date"),
            Column("due_date", DATE, "DueDate"),
            Column("fully_paid_on", DATE, "FullyPaidOnDate", as_="fully_paid_date"),
            Column("line_amount_types", TEXT, "LineAmountTypes"),
            Column("currency_code", TEXT, "CurrencyCode", as_="currency", macro="code_key"),
            Column("currency_rate", RATE, "CurrencyRate"),
            Column("sub_total", MONEY, "SubTotal"),
            Column("total_tax", MONEY, "TotalTax"),
            Column("total", MONEY, "Total"),
            Column("amount_due", MONEY, "AmountDue"),
            Column("amount_paid", MONEY, "AmountPaid"),
            Column("amount_credited", MONEY, "AmountCredited"),
            UPDATED,
        ),
    )


def _lines(name: str, parent: str, parent_id: str, grain: str) -> Table:
    """The lines of a document; `line_number` is the position in the document, from 1."""
    return Table(
        system="xero",
        name=name,
        source="LineItems",
        parent=parent,
        key=(parent_id, "line_number"),
        grain=f"line of {grain}",
        columns=(
            Column(parent_id, TEXT, "^", required=True, references=parent),
            Column("line_number", INTEGER, "#", required=True),
            Column("line_item_id", TEXT, "LineItemID", id_of="line_item"),
            Column("item_code", TEXT, "ItemCode"),
            Column("account_code", TEXT, "AccountCode"),
            Column("quantity", NUMBER, "Quantity"),
            Column("unit_amount", MONEY, "UnitAmount"),
            Column("line_amount", MONEY, "LineAmount"),
            Column("tax_amount", MONEY, "TaxAmount"),
            Column("discount_rate", NUMBER, "DiscountRate"),
            Column("discount_amount", MONEY, "DiscountAmount"),
        ),
    )


TABLES: tuple[Table, ...] = (
    Table(
        system="xero",
        name="contact",
        source="Contacts.jsonl",
        key=("contact_id",),
        cursor="updated_at",
        columns=(
            Column("contact_id", TEXT, "ContactID", required=True),
            Column("name", TEXT, "Name"),
            Column("contact_number", TEXT, "ContactNumber"),
            Column("account_number", TEXT, "AccountNumber"),
            Column("tax_number", TEXT, "TaxNumber"),
            Column("contact_status", TEXT, "ContactStatus"),
            Column("merged_to_contact_id", TEXT, "MergedToContactID", as_="merged_to_xero_contact_id", id_of="contact"),
            Column("is_customer", BOOLEAN, "IsCustomer"),
            Column("default_currency", TEXT, "DefaultCurrency", as_="currency", macro="code_key"),
            Column("first_name", TEXT, "FirstName", personal=True),
            Column("last_name", TEXT, "LastName", personal=True),
            Column(
                "email_address", TEXT, "EmailAddress", personal=True, is_address=True, as_="email", macro="email_key"
            ),
            UPDATED,
        ),
        is_person=True,
        id_name="xero_contact_id",
        grain="customer or supplier",
    ),
    _document("invoice", "Invoice", ("ACCREC", "ACCPAY")),
    _lines("invoice_line", "invoice", "invoice_id", "an invoice"),
    _document("credit_note", "CreditNote", ("ACCRECCREDIT", "ACCPAYCREDIT")),
    _lines("credit_note_line", "credit_note", "credit_note_id", "a credit note"),
    Table(
        system="xero",
        name="credit_note_allocation",
        source="Allocations",
        parent="credit_note",
        key=("credit_note_id", "line_number"),
        columns=(
            Column("credit_note_id", TEXT, "^", required=True, references="credit_note"),
            Column("line_number", INTEGER, "#", required=True),
            Column("invoice_id", TEXT, "Invoice.InvoiceID", references="invoice"),
            Column("amount", MONEY, "Amount"),
            Column("allocated_on", DATE, "Date", as_="allocated_date"),
        ),
        grain="part of a credit note that was set against an invoice",
        recorded_at="allocated_date",
    ),
    Table(
        system="xero",
        name="payment",
        source="Payments.jsonl",
        key=("payment_id",),
        cursor="updated_at",
        columns=(
            Column("payment_id", TEXT, "PaymentID", required=True),
            Column("invoice_id", TEXT, "Invoice.InvoiceID", references="invoice"),
            Column("credit_note_id", TEXT, "CreditNote.CreditNoteID", id_of="credit_note"),
            Column("payment_date", DATE, "Date", required=True),
            Column("amount", MONEY, "Amount", required=True),
            Column("currency_code", TEXT, "Invoice.CurrencyCode", as_="currency", macro="code_key"),
            Column("currency_rate", RATE, "CurrencyRate"),
            Column("status", TEXT, "Status"),
            Column("payment_type", TEXT, "PaymentType"),
            UPDATED,
        ),
        grain="payment of an invoice or refund of a credit note",
        recorded_at="payment_date",
    ),
)
