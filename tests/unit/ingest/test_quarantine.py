"""Rows that were quarantined: their last good version stays, also what was nested in them, and the counts say so."""

from __future__ import annotations

from ingest.contracts import Verdict
from ingest.loading.load import Status

INVOICES = [
    {"invoice_id": number, "type": "ACCREC", "status": "PAID", "document_date": "2025-01-01", "sub_total": "10"}
    for number in ("i1", "i2", "i3")
]
LINES = [{"invoice_id": number, "line_number": 1, "line_amount": "10"} for number in ("i1", "i2", "i3")]


def test_a_quarantined_row_and_its_lines_keep_their_last_good_version(xero):
    xero.deliver(invoice=INVOICES, invoice_line=LINES)
    # i2 is quarantined, so its line is not delivered either; i3 is gone for good.
    result = xero.deliver(invoice=INVOICES[:1], invoice_line=LINES[:1], quarantined={"invoice": ["i2"]})

    assert result.status is Status.ACCEPTED
    assert dict(result.rows) == {"invoice": 1, "invoice_line": 1, "delivery": 2, "quarantine": 1}
    for table in ("invoice", "invoice_line"):
        assert xero.versions(table, "invoice_id") == [("i1", False), ("i2", False), ("i3", False), ("i3", True)]


def test_a_row_whose_key_cannot_be_read_keeps_all_from_vanishing(xero):
    """It may be any of those that are not there."""
    xero.deliver(invoice=INVOICES)
    assert "invoice" not in xero.deliver(invoice=INVOICES[:2], quarantined={"invoice": [None]}).rows
    assert xero.deliver(invoice=INVOICES[:2]).rows["invoice"] == len(INVOICES) - 2


def test_what_was_quarantined_is_told_and_forgotten_once_it_is_repaired(xero):
    broken = xero.deliver(invoice=INVOICES[:2], quarantined={"invoice": ["i3", "i4"]})
    (problem,) = broken.problems
    assert problem.startswith(
        "xero.invoice.amount: 2 rows quarantined (Amount: not a plain decimal; first: Invoices.jsonl"
    )
    same = xero.deliver(invoice=INVOICES[:2], quarantined={"invoice": ["i3", "i4"]})
    assert (same.status, same.problems) == (Status.UNCHANGED, broken.problems)
    repaired = xero.deliver(invoice=INVOICES)
    assert repaired.problems == ()
    assert [gone for _, gone in xero.versions("quarantine", "row_key")] == [False, False, True, True]


def test_the_gate_is_told_of_the_whole_delivery(xero):
    profiles = {}

    def gate(batches):
        profiles.update({batch.table.name: dict(batch.profile) for batch in batches})
        return Verdict()

    contacts = [{"contact_id": "c1", "name": "Acme"}]
    xero.deliver(
        gate, contact=contacts, invoice=[INVOICES[0] | {"contact_id": "c1", "reference": "Q-1"}, *INVOICES[1:]]
    )
    assert profiles["invoice"]["orphans:contact_id"] == 0
    assert profiles["invoice"]["previous_rows"] == 0

    delivery = [INVOICES[0] | {"contact_id": "nobody"}, INVOICES[1] | {"contact_id": "quarantined"}]
    xero.deliver(
        gate, {"contact": ["quarantined"], "invoice": ["i9"]}, contact=contacts, invoice=[*delivery, delivery[1]]
    )
    expected = {
        "delivered_rows": 4,
        "quarantined_rows": 1,
        "distinct_keys": 2,
        "previous_rows": 3,
        "vanished_rows": 1,
        "orphans:contact_id": 1,
        "filled:contact_id": 3,
        "filled:reference": 0,
        "previously_filled:reference": 1,
        "previously_filled:due_date": 0,
    }
    assert {name: profiles["invoice"][name] for name in expected} == expected
    assert set(profiles) == {"contact", "invoice"}
    # Payments were never delivered: an id that refers to one is not an orphan.
    assert "orphans:credit_note_id" not in profiles["invoice"]
