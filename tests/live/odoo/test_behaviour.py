"""What Odoo 19 does with leads and their history, as an extract has to know it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import pytest

from tests.live.odoo.client import Odoo

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]

LEAD = "crm.lead"
ALL = {"active_test": False}
LONG_AGO = "2020-01-01 00:00:00"
Row = Mapping[str, Any]


def count(odoo: Odoo, lead: int, **context: Any) -> int:
    return odoo.call(LEAD, "search_count", domain=[["id", "=", lead]], context=context)


def stages(odoo: Odoo) -> dict[str, int]:
    return {row["name"]: row["id"] for row in odoo.call("crm.stage", "search_read", domain=[], fields=["name"])}


def history(odoo: Odoo, lead: int) -> list[Row]:
    """The field changes of a lead, oldest first: messages of the record, then the values they carry."""
    domain = [["model", "=", LEAD], ["res_id", "=", lead]]
    messages = odoo.call("mail.message", "search", domain=domain)
    fields = ["field_id", "old_value_char", "new_value_char", "old_value_float", "new_value_float"]
    return odoo.call(
        "mail.tracking.value",
        "search_read",
        domain=[["mail_message_id", "in", messages]],
        fields=[*fields, "old_value_integer", "new_value_integer", "mail_message_id", "create_date"],
        order="id",
    )


def changes(rows: list[Row], label: str) -> list[tuple[Any, Any]]:
    return [(row["old_value_char"], row["new_value_char"]) for row in rows if row["field_id"][1] == label]


def next_second() -> None:
    time.sleep(1.1)


def test_a_lost_lead_is_archived_and_left_out(odoo: Odoo) -> None:
    lead = odoo.create(LEAD, name="Lost")
    assert count(odoo, lead) == 1
    odoo.call(LEAD, "action_set_lost", ids=[lead])
    assert odoo.row(LEAD, lead, "active", "won_status") == {"id": lead, "active": False, "won_status": "lost"}
    assert count(odoo, lead) == 0
    assert count(odoo, lead, **ALL) == 1


def test_a_deleted_lead_leaves_nothing_behind(odoo: Odoo) -> None:
    lead, other = odoo.create(LEAD, name="Deleted"), odoo.create(LEAD, name="Kept")
    odoo.call(LEAD, "write", ids=[lead], vals={"stage_id": stages(odoo)["Qualified"]})
    assert history(odoo, lead)
    odoo.call(LEAD, "unlink", ids=[lead])
    assert count(odoo, lead, **ALL) == 0
    assert odoo.call(LEAD, "read", ids=[lead, other], fields=["name"]) == [{"id": other, "name": "Kept"}]
    assert not history(odoo, lead)  # its history goes with it


def test_the_lead_that_is_merged_into_another_is_deleted(odoo: Odoo) -> None:
    leads = [odoo.create(LEAD, name=name, type="opportunity") for name in ("One", "Two")]
    kept = odoo.call(LEAD, "merge_opportunity", ids=leads)
    assert odoo.call(LEAD, "search", domain=[["id", "in", leads]], context=ALL) == kept
    assert len(kept) == 1


def test_many_leads_share_a_write_date_and_a_watermark_loses_some(odoo: Odoo) -> None:
    leads = [
        lead
        for batch in range(3)
        for lead in odoo.call(LEAD, "create", vals_list=[{"name": f"{batch} {number}"} for number in range(100)])
    ]
    mine, order = ["id", "in", leads], "write_date, id"
    rows = odoo.call(LEAD, "search_read", domain=[mine], fields=["write_date"], order=order)
    stamps = {row["write_date"] for row in rows}
    assert len(rows) == 300
    assert 1 <= len(stamps) <= 3
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", stamp) for stamp in stamps)

    read, since = 0, LONG_AGO
    while page := odoo.call(
        LEAD, "search_read", domain=[mine, ["write_date", ">", since]], fields=["write_date"], order=order, limit=70
    ):
        read, since = read + len(page), page[-1]["write_date"]
    assert read < 300


def test_rows_of_a_second_are_ordered_by_a_fraction_that_is_not_shown(odoo: Odoo) -> None:
    """So a keyset on (write_date, id) loses rows too: read by id what was written since a time, and overlap."""
    first, second = odoo.create(LEAD, name="First"), odoo.create(LEAD, name="Second")
    mine = ["id", "in", [first, second]]
    for _ in range(50):  # until both writes fall into one second
        odoo.call(LEAD, "write", ids=[second], vals={"name": "Written first"})
        odoo.call(LEAD, "write", ids=[first], vals={"name": "Written second"})
        rows = odoo.call(LEAD, "search_read", domain=[mine], fields=["write_date"], order="write_date, id")
        if len({row["write_date"] for row in rows}) == 1:
            break
    assert [row["id"] for row in rows] == [second, first]
    stamp = rows[0]["write_date"]
    same_second = ["&", ["write_date", "=", stamp], ["id", ">", second]]
    after = [mine, "|", ["write_date", ">", stamp], *same_second]
    assert odoo.call(LEAD, "search", domain=after, order="write_date, id") == []  # `first` is never reached
    assert odoo.call(LEAD, "search", domain=[mine, ["write_date", ">=", stamp]], order="id") == [first, second]


def test_reopening_a_won_deal_is_one_more_row_of_its_history(odoo: Odoo) -> None:
    stage = stages(odoo)
    lead = odoo.create(LEAD, name="Reopened", type="opportunity", stage_id=stage["New"])
    assert not history(odoo, lead)  # what a lead starts with is no change
    odoo.call(LEAD, "action_set_won", ids=[lead])
    assert odoo.row(LEAD, lead, "date_closed")["date_closed"]
    assert changes(history(odoo, lead), "Stage (Lead)") == [("New", "Won")]
    odoo.call(LEAD, "write", ids=[lead], vals={"stage_id": stage["New"]})
    rows = history(odoo, lead)
    assert changes(rows, "Stage (Lead)") == [("New", "Won"), ("Won", "New")]
    assert changes(rows, "Won/Lost (Lead)") == [("Pending", "Won"), ("Won", "Pending")]
    assert odoo.row(LEAD, lead, "date_closed", "won_status") == {
        "id": lead,
        "date_closed": False,
        "won_status": "pending",
    }


def test_stage_and_revenue_change_in_one_message(odoo: Odoo) -> None:
    stage = stages(odoo)
    lead = odoo.create(LEAD, name="Both", type="opportunity", stage_id=stage["New"], expected_revenue=100.0)
    odoo.call(LEAD, "write", ids=[lead], vals={"stage_id": stage["Qualified"], "expected_revenue": 250.0})
    moved, priced = sorted(history(odoo, lead), key=lambda row: row["field_id"][1] != "Stage (Lead)")
    assert (moved["old_value_integer"], moved["new_value_integer"]) == (stage["New"], stage["Qualified"])
    assert priced["field_id"][1] == "Expected Revenue (Lead)"
    assert (priced["old_value_float"], priced["new_value_float"]) == (100.0, 250.0)
    assert moved["mail_message_id"] == priced["mail_message_id"]
    assert moved["create_date"] == priced["create_date"]


def test_renaming_a_partner_changes_labels_and_not_the_lead(odoo: Odoo) -> None:
    """A new name does not move the lead's write_date, a new address, which the lead copies, does."""
    partner = odoo.create("res.partner", name="Before", email="before@example.com")
    lead = odoo.create(LEAD, name="Renamed", partner_id=partner)
    before = odoo.row(LEAD, lead, "partner_id", "write_date")
    assert before["partner_id"] == [partner, "Before"]
    next_second()
    odoo.call("res.partner", "write", ids=[partner], vals={"name": "After"})
    assert odoo.row(LEAD, lead, "partner_id", "write_date") == {**before, "partner_id": [partner, "After"]}
    odoo.call("res.partner", "write", ids=[partner], vals={"email": "after@example.com"})
    assert odoo.row(LEAD, lead, "write_date")["write_date"] > before["write_date"]


def test_empty_values_are_false_and_times_are_utc(odoo: Odoo) -> None:
    lead = odoo.create(LEAD, name="Empty")
    empty = ["partner_id", "date_deadline", "date_closed", "email_from", "description"]
    assert odoo.row(LEAD, lead, *empty) == {"id": lead, **dict.fromkeys(empty, False)}
    row = odoo.row(LEAD, lead, "stage_id", "create_date")
    assert row["stage_id"] == [stages(odoo)["New"], "New"]
    written = time.mktime(time.strptime(row["create_date"], "%Y-%m-%d %H:%M:%S"))
    assert abs(written - time.mktime(time.gmtime())) < 60  # both read as if they were of here
    message = odoo.call("mail.message", "search", domain=[["model", "=", LEAD], ["res_id", "=", lead]])[0]
    odoo.call(LEAD, "write", ids=[lead], vals={"stage_id": stages(odoo)["Qualified"]})
    assert history(odoo, lead)[0]["mail_message_id"][0] > message
    assert history(odoo, lead)[0]["mail_message_id"][1] is False  # a label may be empty as well


def test_create_date_cannot_be_written(odoo: Odoo) -> None:
    lead = odoo.create(LEAD, name="Old", create_date=LONG_AGO)
    created = odoo.row(LEAD, lead, "create_date")
    assert created["create_date"] > LONG_AGO
    assert odoo.call(LEAD, "write", ids=[lead], vals={"create_date": LONG_AGO}) is True  # no refusal, no effect
    assert odoo.row(LEAD, lead, "create_date") == created
