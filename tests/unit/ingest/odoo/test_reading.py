"""Reading an Odoo: what lands, what a second night asks for, deletions, personal data, what is not there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.loading.load import Status
from tests.unit.ingest.odoo.conftest import LINE, Site


def test_all_records_land_with_ids_for_labels_and_null_for_false(site: Site) -> None:
    result = site.night()
    assert (result.status, result.problems) == (Status.ACCEPTED, ())
    assert site.live("lead", "id, opportunity_name, stage_id, user_id, expected_revenue, team_id, active") == [
        (str(id_), f"Deal {id_}", "1", "2", Decimal("1000.5") * id_, None, True) for id_ in (11, 12, 13)
    ]
    assert site.live("stage", "id, is_won") == [("1", False), ("4", True)]


def test_archived_records_are_asked_for(site: Site) -> None:
    site.night()
    assert {body["context"]["active_test"] for _, _, body in site.odoo.requests} == {False}


def test_names_of_people_stay_out_of_the_open_tables(site: Site) -> None:
    site.odoo.put("crm.lead", 14, name="Ana Muster's lead", type="lead", contact_name="Ana Muster")
    site.night()
    assert site.live("partner", "id, company_name") == [("7", "Muster GmbH"), ("8", None)]
    assert site.live("lead", "opportunity_name")[-1] == (None,)
    assert site.live("partner__person", "name") == [("Muster GmbH",), ("Ana Muster",)]


def test_a_second_night_asks_for_no_record_and_lands_nothing(site: Site) -> None:
    site.night()
    site.odoo.requests.clear()
    result = site.night()
    assert (result.status, dict(result.rows), result.problems) == (Status.UNCHANGED, {}, ())
    assert not any(site.odoo.read(model) for model in site.odoo.records)


def test_only_what_changed_is_read_and_lands(site: Site) -> None:
    site.night()
    site.odoo.put("crm.lead", 12, "2026-01-05 00:00:00", expected_revenue=7.0)
    site.odoo.put("crm.lead", 15, type="opportunity", stage_id=[1, "New"])
    site.odoo.requests.clear()
    result = site.night()
    assert site.odoo.read("crm.lead") == [12, 15]
    assert site.odoo.read("account.move") == []
    assert result.rows["lead"] == 2
    assert site.live("lead", "id, expected_revenue")[1] == ("12", Decimal(7))


def test_a_change_within_the_second_of_the_last_one_is_not_lost(site: Site, fresh: str) -> None:
    site.odoo.put("crm.lead", 12, fresh, expected_revenue=1.0)
    site.night()
    site.odoo.put("crm.lead", 12, fresh, expected_revenue=2.0)
    assert site.night().rows["lead"] == 1
    assert site.live("lead", "expected_revenue")[1] == (Decimal(2),)


@pytest.fixture
def fresh() -> str:
    """A time of change that is just now."""
    from datetime import UTC, datetime

    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


def test_a_record_without_a_time_of_change_is_read_every_night(site: Site) -> None:
    site.odoo.put("ir.model.fields", 5, False, name="stage_id", ttype="many2one")
    assert site.night().problems == ()
    assert site.live("field", "id, name") == [("5", "stage_id")]
    site.odoo.requests.clear()
    assert site.night().status is Status.UNCHANGED
    assert site.odoo.read("ir.model.fields") == [5]


def test_a_deleted_record_becomes_a_tombstone_and_may_come_back(site: Site) -> None:
    site.night()
    gone = site.odoo.records["crm.lead"].pop(12)
    result = site.night()
    assert result.status is Status.ACCEPTED
    assert "1 of 3 landed rows are missing" in " ".join(result.problems)
    assert site.live("lead", "id") == [("11",), ("13",)]
    site.odoo.records["crm.lead"][12] = gone
    assert site.night().rows["lead"] == 1
    assert site.live("lead", "id") == [("11",), ("12",), ("13",)]


def test_what_changes_while_it_is_read_fits_together(site: Site) -> None:
    def sell_one_more() -> None:
        # The invoice gets another line when it was read itself and its lines were not.
        if site.odoo.read("account.move") and 33 not in site.odoo.records["account.move.line"]:
            site.odoo.put("account.move.line", 33, "2026-02-01 00:00:00", **LINE, price_subtotal=9.9)
            site.odoo.put("account.move", 21, "2026-02-01 00:00:00", amount_untaxed=40.2)

    site.odoo.on_request = sell_one_more
    site.night()
    (total,), lines = site.live("move", "amount_untaxed")[0], site.live("move_line", "price_subtotal")
    assert sum(amount for (amount,) in lines) == total


def test_a_model_that_is_not_there_is_not_connected(site: Site) -> None:
    site.odoo.unreadable = {"mailing.mailing"}
    result = site.night()
    assert result.status is Status.ACCEPTED
    assert "odoo.mailing: not connected, mailing.mailing is not there or may not be read" in " ".join(result.problems)


def test_a_model_that_may_no_longer_be_read_fails_the_source(site: Site) -> None:
    site.night()
    site.odoo.unreadable = {"mailing.mailing"}
    assert site.night().status is Status.FAILED
    site.odoo.unreadable = {"res.users"}
    assert "res.users: it may not be read" in " ".join(site.night().problems)


def test_a_field_that_is_gone_fails_the_source_and_one_that_never_was_does_not(site: Site) -> None:
    del site.odoo.fields["crm.lead"]["won_status"]
    assert site.night().status is Status.ACCEPTED
    del site.odoo.fields["crm.lead"]["expected_revenue"]
    result = site.night()
    assert (result.status, len(result.problems)) == (Status.FAILED, 1)
    assert "odoo: crm.lead: there is no field expected_revenue" in result.problems[0]


def test_only_what_its_places_need_is_read(site: Site) -> None:
    site.night(places=("accounting",))
    models = {model for model, _, _ in site.odoo.requests}
    assert "account.move" in models
    assert not models & {"crm.lead", "mailing.trace"}


def test_an_extraction_that_broke_off_goes_on_from_there(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.odoo import model

    monkeypatch.setattr(model, "FETCHED_PAGE", 1)
    for id_ in range(100, 130):
        site.odoo.put("crm.lead", id_, type="opportunity", stage_id=[1, "New"])

    def fall() -> None:
        if len(site.odoo.read("crm.lead")) == 20:
            site.odoo.unreadable = {"crm.lead"}

    site.odoo.on_request = fall
    assert site.night().status is Status.FAILED
    assert not site.landing.digests()
    before, site.odoo.on_request, site.odoo.unreadable = site.odoo.read("crm.lead"), lambda: None, set()
    site.odoo.requests.clear()
    assert site.night().status is Status.ACCEPTED
    assert len(site.live("lead")) == 33
    # What the first attempt read whole is not asked for again, and nothing of it lies about afterwards.
    assert set(site.odoo.read("crm.lead")) == (set(range(100, 130)) | {11, 12, 13}) - set(before[:-1])
    assert not (site.landing.settings.state_dir / "api" / "odoo").exists()


def test_a_record_that_is_read_twice_in_one_second_does_not_take_its_page_with_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)

    def change_the_first() -> None:
        is_past_the_leads = site.odoo.requests[-1][0] != "crm.lead"
        if is_past_the_leads and site.odoo.read("crm.lead") == [11, 12, 13]:
            site.odoo.put("crm.lead", 11, "2026-02-01 00:00:00", expected_revenue=1.0)

    site.odoo.on_request = change_the_first
    assert site.night().status is Status.ACCEPTED
    assert site.odoo.read("crm.lead") == [11, 12, 13, 11]
    assert site.live("lead", "id, expected_revenue")[0] == ("11", Decimal(1))
    assert len(site.live("lead")) == 3
