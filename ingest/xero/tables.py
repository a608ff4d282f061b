"""Xero objects that are read. Dotted sources are paths in the object; lines and allocations are nested in it."""

from ingest.contracts import Column, Table, Type

TEXT, INTEGER, MONEY, NUMBER = Type.TEXT, Type.INTEGER, Type.MONEY, Type.NUMBER
BOOLEAN, DATE, RATE, TIMESTAMP = Type.BOOLEAN, Type.DATE, Type.RATE, Type.TIMESTAMP

UPDATED = Column("updated_at", TIMESTAMP, "UpdatedDateUTC")
STATUSES = ("DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED")


def _document(name: str, prefix: str, types: tuple[str, ...]) -> Table:
    """An invoice or a credit note: the two share their header in the API."""
    return Table(
        system="xero",
        name=name,
        source=f"{prefix}s.jsonl",
        key=(f"{name}_id",),
        cursor="updated_at",
        columns=(
            Column(f"{name}_id", TEXT, f"{prefix}ID", required=True),
            Column("document_number", TEXT, f"{prefix}Number"),
            Column("type", TEXT, "Type", required=True, allowed=types),
            Column("status", TEXT, "Status", required=True, allowed=STATUSES),
            Column("contact_id", TEXT, "Contact.ContactID", references="contact"),
            Column("reference", TEXT, "Reference"),
            Column("document_date", DATE, "Date", required=True),
            Column("due_date", DATE, "DueDate"),
            Column("fully_paid_on", DATE, "FullyPaidOnDate"),
            Column("line_amount_types", TEXT, "LineAmountTypes"),
            Column("currency_code", TEXT, "CurrencyCode"),
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


def _lines(name: str, parent: str, parent_id: str) -> Table:
    """The lines of a document; `line_number` is the position in the document, from 1."""
    return Table(
        system="xero",
        name=name,
        source="LineItems",
        parent=parent,
        key=(parent_id, "line_number"),
        columns=(
            Column(parent_id, TEXT, "^", required=True, references=parent),
            Column("line_number", INTEGER, "#", required=True),
            Column("line_item_id", TEXT, "LineItemID"),
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
            Column("merged_to_contact_id", TEXT, "MergedToContactID"),
            Column("is_customer", BOOLEAN, "IsCustomer"),
            Column("default_currency", TEXT, "DefaultCurrency"),
            Column("first_name", TEXT, "FirstName", personal=True),
            Column("last_name", TEXT, "LastName", personal=True),
            Column("email_address", TEXT, "EmailAddress", personal=True, is_address=True),
            UPDATED,
        ),
        is_person=True,
    ),
    _document("invoice", "Invoice", ("ACCREC", "ACCPAY")),
    _lines("invoice_line", "invoice", "invoice_id"),
    _document("credit_note", "CreditNote", ("ACCRECCREDIT", "ACCPAYCREDIT")),
    _lines("credit_note_line", "credit_note", "credit_note_id"),
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
            Column("allocated_on", DATE, "Date"),
        ),
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
            Column("credit_note_id", TEXT, "CreditNote.CreditNoteID"),
            Column("payment_date", DATE, "Date", required=True),
            Column("amount", MONEY, "Amount", required=True),
            Column("currency_code", TEXT, "Invoice.CurrencyCode"),
            Column("currency_rate", RATE, "CurrencyRate"),
            Column("status", TEXT, "Status"),
            Column("payment_type", TEXT, "PaymentType"),
            UPDATED,
        ),
    ),
)
