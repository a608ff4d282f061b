"""What Odoo 19 does with invoices, payments and credit notes, as an extract has to know it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.odoo.client import Odoo
from tests.live.odoo.test_behaviour import next_second

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]

MOVE = "account.move"
PARTIAL = "account.partial.reconcile"
PAID = ("amount_residual", "payment_state", "write_date")


def invoice(odoo: Odoo, amount: float) -> int:
    """A draft invoice."""
    line = {"name": "Work", "quantity": 1, "price_unit": amount, "tax_ids": [[6, 0, []]]}
    partner = odoo.create("res.partner", name="Payer")
    values = {"partner_id": partner, "invoice_date": "2026-01-15", "invoice_line_ids": [[0, 0, line]]}
    return odoo.create(MOVE, move_type="out_invoice", **values)


def pay(odoo: Odoo, move: int, amount: float) -> None:
    """Registers a payment as the button of the invoice does."""
    context = {"active_model": MOVE, "active_ids": [move]}
    wizard = odoo.call("account.payment.register", "create", vals_list=[{"amount": amount}], context=context)
    odoo.call("account.payment.register", "action_create_payments", ids=wizard, context=context)


def partials(odoo: Odoo, move: int) -> list[dict[str, Any]]:
    domain = [["debit_move_id.move_id", "=", move]]
    return odoo.call(PARTIAL, "search_read", domain=domain, fields=["amount", "credit_move_id"], order="id")


def test_a_payment_moves_the_invoice_and_is_a_partial_reconcile(odoo: Odoo) -> None:
    move = invoice(odoo, 1000.0)
    odoo.call(MOVE, "action_post", ids=[move])
    before = odoo.row(MOVE, move, *PAID)
    assert (before["amount_residual"], before["payment_state"]) == (1000.0, "not_paid")
    assert not partials(odoo, move)
    next_second()
    pay(odoo, move, 400.0)
    after = odoo.row(MOVE, move, *PAID)
    assert (after["amount_residual"], after["payment_state"]) == (600.0, "partial")
    assert after["write_date"] > before["write_date"]
    assert [row["amount"] for row in partials(odoo, move)] == [400.0]
    pay(odoo, move, 600.0)
    assert odoo.row(MOVE, move, "amount_residual")["amount_residual"] == 0.0
    assert [row["amount"] for row in partials(odoo, move)] == [400.0, 600.0]


def test_an_undone_payment_leaves_no_partial_reconcile_and_moves_the_invoice(odoo: Odoo) -> None:
    move = invoice(odoo, 100.0)
    odoo.call(MOVE, "action_post", ids=[move])
    pay(odoo, move, 100.0)
    paid = odoo.row(MOVE, move, *PAID)
    (partial,) = partials(odoo, move)
    next_second()
    odoo.call(MOVE, "js_remove_outstanding_partial", ids=[move], partial_id=partial["id"])
    assert odoo.call(PARTIAL, "search_count", domain=[["id", "=", partial["id"]]]) == 0
    undone = odoo.row(MOVE, move, *PAID)
    assert (undone["amount_residual"], undone["payment_state"]) == (100.0, "not_paid")
    assert undone["write_date"] > paid["write_date"]


def test_a_credit_note_is_a_move_of_its_own_and_a_draft_has_no_name(odoo: Odoo) -> None:
    move = invoice(odoo, 1000.0)
    assert odoo.row(MOVE, move, "name", "state") == {"id": move, "name": False, "state": "draft"}
    odoo.call(MOVE, "action_post", ids=[move])
    posted = odoo.row(MOVE, move, "name", "reversed_entry_id", "journal_id")
    assert posted["name"].startswith("INV/")
    assert posted["reversed_entry_id"] is False

    context = {"active_model": MOVE, "active_ids": [move]}
    values = {"journal_id": posted["journal_id"][0], "reason": "Returned"}
    wizard = odoo.call("account.move.reversal", "create", vals_list=[values], context=context)
    odoo.call("account.move.reversal", "reverse_moves", ids=wizard)
    (note,) = odoo.call(MOVE, "search", domain=[["reversed_entry_id", "=", move]])
    draft = odoo.row(MOVE, note, "name", "move_type", "reversed_entry_id", "amount_total", "amount_total_signed")
    assert draft == {
        "id": note,
        "name": False,
        "move_type": "out_refund",
        "reversed_entry_id": [move, posted["name"]],
        "amount_total": 1000.0,
        "amount_total_signed": -1000.0,
    }
    odoo.call(MOVE, "action_post", ids=[note])
    assert odoo.row(MOVE, note, "name")["name"].startswith("RINV/")
    settled = odoo.row(MOVE, move, *PAID)
    assert (settled["amount_residual"], settled["payment_state"]) == (0.0, "reversed")
    assert [row["amount"] for row in partials(odoo, move)] == [1000.0]


def test_renaming_a_partner_moves_its_invoices(odoo: Odoo) -> None:
    """Unlike a lead, an invoice keeps the partner's name in a column of its own."""
    move = invoice(odoo, 10.0)
    before = odoo.row(MOVE, move, "partner_id", "write_date")
    next_second()
    odoo.call("res.partner", "write", ids=[before["partner_id"][0]], vals={"name": "Renamed"})
    after = odoo.row(MOVE, move, "partner_id", "write_date")
    assert after["partner_id"] == [before["partner_id"][0], "Renamed"]
    assert after["write_date"] > before["write_date"]
