"""Xero objects: its two forms of time, exact amounts, lines out of documents, and never half a document."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.unit.ingest.readers.conftest import Drop, reasons, values

INVOICE: dict[str, Any] = {
    "InvoiceID": "i1",
    "Type": "ACCREC",
    "Status": "PAID",
    "Contact": {"ContactID": "c1", "Name": "Ana"},
    "Date": "/Date(1539993600000+0000)/",
    "CurrencyCode": "EUR",
    "UpdatedDateUTC": "/Date(1540029600123+0100)/",
    "LineItems": [{"LineAmount": 10, "Description": "a"}, {"LineAmount": "5.50"}],
}


def lines(*objects: dict[str, Any]) -> str:
    return "".join(json.dumps(content) + "\n" for content in objects)


def invoice(id_: str = "i1", **more: object) -> dict[str, Any]:
    return {**INVOICE, "InvoiceID": id_, **more}


def test_times(xero: Drop) -> None:
    dates = ["/Date(1539993600000+0000)/", "/Date(-3600000)/", "2018-10-20T00:00:00", "2018-10-20"]
    content = lines(*(invoice(f"i{n}", Date=text) for n, text in enumerate(dates)), invoice("bad", Date="20/10/2018"))
    delivered = xero.write("Invoices.jsonl", content).read()["invoice"]
    day = date(2018, 10, 20)
    assert values(delivered, "document_date") == [day, date(1969, 12, 31), day, day]
    # The milliseconds are UTC; the offset beside them moves nothing.
    assert values(delivered, "updated_at")[0] == datetime(2018, 10, 20, 10, 0, 0, 123000)  # noqa: DTZ001
    assert [column for column, _ in reasons(delivered)] == ["document_date"]


def test_amounts_are_exact(xero: Drop) -> None:
    amounts = [
        "1.005",
        "0.1",
        "12.50",
        "99999999999999.1234",
        "-99999999999999.9999",
        "0.30000000000000004",
        "1e3",
        '"7.10"',
    ]
    content = "".join(
        json.dumps(invoice(f"i{n}", Total="TOTAL")).replace('"TOTAL"', amount) + "\n"
        for n, amount in enumerate(amounts)
    )
    delivered = xero.write("Invoices.jsonl", content).read()["invoice"]
    expected = ["1.005", "0.1", "12.5", "99999999999999.1234", "-99999999999999.9999", "0.3", "1000", "7.1"]
    assert values(delivered, "total") == [Decimal(amount) for amount in expected]


def test_a_number_that_is_none_is_quarantined(xero: Drop) -> None:
    amounts = ["NaN", "1e400", '"1,234.50"', "123456789012345678901234567890", "1.00001", "true", "{}"]
    content = "".join(
        json.dumps(invoice(f"i{n}", Total="TOTAL")).replace('"TOTAL"', amount) + "\n"
        for n, amount in enumerate(amounts)
    )
    delivered = xero.write("Invoices.jsonl", content).read()["invoice"]
    assert delivered.rows.num_rows == 0
    assert [column for column, _ in reasons(delivered)] == ["total"] * len(amounts)


def test_lines_of_documents(xero: Drop) -> None:
    note = {**INVOICE, "CreditNoteID": "n1", "Type": "ACCRECCREDIT"}
    note["Allocations"] = [{"Amount": 3, "Date": "/Date(1539993600000)/", "Invoice": {"InvoiceID": "i1"}}]
    xero.write("Invoices.jsonl", lines(invoice("i1"), invoice("i2", LineItems=[]))).write(
        "CreditNotes.jsonl", lines(note)
    )
    found = xero.read()
    assert list(found) == ["invoice", "invoice_line", "credit_note", "credit_note_line", "credit_note_allocation"]
    assert values(found["invoice"], "contact_id") == ["c1", "c1"]
    rows = found["invoice_line"].rows.select(["invoice_id", "line_number", "line_amount", "description"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("i1", 1, Decimal(10), "a"), ("i1", 2, Decimal("5.5"), None)]
    (allocation,) = found["credit_note_allocation"].rows.to_pylist()
    assert (allocation["credit_note_id"], allocation["invoice_id"], allocation["amount"]) == ("n1", "i1", Decimal(3))
    assert found["invoice"].unknown_columns == ()


def test_a_document_with_a_bad_line_is_quarantined_whole(xero: Drop) -> None:
    bad = invoice("i2", LineItems=[{"LineAmount": 1}, {"LineAmount": "ten"}])
    found = xero.write("Invoices.jsonl", lines(invoice("i1"), bad)).read()
    assert values(found["invoice"], "invoice_id") == ["i1"]
    assert values(found["invoice_line"], "invoice_id") == ["i1", "i1"]
    assert found["invoice"].quarantined["row_key"].to_pylist() == ["i2"]
    assert reasons(found["invoice"]) == [(None, "LineItems: one of its lines is quarantined")]
    assert found["invoice_line"].quarantined["row_key"].to_pylist() == ["i2|1", "i2|2"]


def test_the_lines_of_a_bad_document_are_quarantined(xero: Drop) -> None:
    found = xero.write("Invoices.jsonl", lines(invoice("i1", CurrencyCode="ECU"), invoice("i2"))).read()
    assert values(found["invoice_line"], "invoice_id") == ["i2", "i2"]
    assert len(reasons(found["invoice_line"])) == 2
    for table in found.values():
        assert table.delivered_rows == table.rows.num_rows + table.quarantined.num_rows + table.duplicate_rows


def test_a_document_delivered_twice_is_read_once(xero: Drop) -> None:
    found = xero.write("Invoices.jsonl", lines(invoice(), invoice())).read()
    assert (found["invoice"].rows.num_rows, found["invoice"].duplicate_rows) == (1, 1)
    assert (found["invoice_line"].rows.num_rows, found["invoice_line"].duplicate_rows) == (2, 2)


def test_a_payment_that_knows_only_its_invoice(xero: Drop) -> None:
    payment = {"PaymentID": "p1", "Date": "2024-01-01", "Amount": 3, "Invoice": {"InvoiceID": "i1"}}
    (row,) = xero.write("Payments.jsonl", lines(payment)).read()["payment"].rows.to_pylist()
    assert (row["invoice_id"], row["currency_code"], row["amount"]) == ("i1", None, Decimal(3))


def test_people_land_apart(xero: Drop) -> None:
    contact = {"ContactID": "c1", "Name": "Acme", "EmailAddress": "a@b.c", "Phones": [{"PhoneNumber": "1"}]}
    delivered = xero.write("Contacts.jsonl", lines(contact)).read()["contact"]
    assert {"email_address", "phones"}.isdisjoint(delivered.rows.column_names)
    assert values(delivered, "phones") == ['[{"PhoneNumber":"1"}]']


def test_a_file_without_objects(xero: Drop) -> None:
    found = xero.write("CreditNotes.jsonl", "").read()
    assert [table.delivered_rows for table in found.values()] == [0, 0, 0]
    assert found["credit_note"].missing_columns == ()
