"""What the doctor says of an Odoo: all well, a key that is refused, a model that is, a server that is down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ingest.doctor import report as doctor
from tests.unit.ingest.odoo.conftest import PLACES, Site
from tests.unit.ingest.odoo.fake import KEY


def said(site: Site, places: tuple[str, ...] = PLACES) -> tuple[str, int]:
    """All that is said, and the number of things to put right. Whatever it is, no key is in it."""
    settings = site.landing.settings
    lines, problems = doctor.report(replace(settings, sources=(site.source(settings, places),)))
    text = "\n".join(lines)
    assert site.key not in text
    assert not settings.data_dir.exists(), "nothing is loaded or kept"
    return text, problems


def line_of(text: str, word: str) -> str:
    (line,) = [line for line in text.splitlines() if word in line]
    return " ".join(line.split())


def test_an_odoo_that_is_well(site: Site) -> None:
    site.odoo.put("crm.lead", 11, "2026-02-03 04:05:06", active=False)
    text, problems = said(site)
    assert problems == 0
    host = site.odoo.url.removeprefix("http://")
    assert text.startswith(f"crm, email, accounting: odoo, {host} logged in as user 2, an administrator")
    assert line_of(text, "(crm.lead)") == "lead (crm.lead) 3 rows, newest change 2026-02-03 04:05", "archived ones too"
    assert line_of(text, "(mailing.trace)") == "trace (mailing.trace) 0 rows"
    assert {body["context"]["active_test"] for _, _, body in site.odoo.requests} == {False}
    assert "contact roles: no OpportunityContactRole.csv" in text, "which only another system has"
    assert "proposals: no" not in text
    assert not any(site.odoo.read(model) for model in site.odoo.records), "no record is read"


def test_only_what_its_places_need_is_asked_for(site: Site) -> None:
    text, _ = said(site, ("accounting",))
    assert "crm.lead" not in {model for model, *_ in site.odoo.requests}
    assert "leads: no Lead.csv or crm.lead" in text
    assert "  lead_sources: empty [M21 leads by source" in text


def test_a_key_that_is_refused(site: Site) -> None:
    site.key = "expired-secret"
    text, problems = said(site)
    assert problems == 1
    assert "! odoo: the API key is not accepted. Create a new one in Odoo and set ODOO_API_KEY to it" in text
    assert "proposals: no" not in text, "nobody knows what it has"


def test_models_that_are_not_there_or_may_not_be_read_are_told_apart(site: Site) -> None:
    site.odoo.is_administrator = False
    site.odoo.unreadable |= {"mail.tracking.value", "mailing.trace"}
    del site.odoo.records["sale.order"]
    text, problems = said(site)
    assert problems == 0, "an Odoo without them can be read"
    assert "logged in as user 2, not an administrator" in text
    assert "rows may be missing, also in these counts. Use the key of an administrator" in text
    assert "? odoo.sale_order: there is no sale.order. Install its app" in text
    assert "? odoo.trace: mailing.trace may not be read. Let the key's user read it" in text
    assert "mail.tracking.value can be read by administrators only" in text
    for line in ("crm history: no mail.tracking.value", "proposals: no sale.order", "email: no mailing.trace"):
        assert line in text
    assert "rep_performance_monthly (proposals_count, proposals_amount, proposal_days_median): NULL" in text


def test_what_nothing_can_be_built_without_is_to_be_put_right(site: Site) -> None:
    site.odoo.unreadable.add("res.users")
    text, problems = said(site)
    assert problems == 1
    assert "! odoo.user: res.users may not be read. Let the key's user read it" in text
    site.odoo.unreadable.clear()
    del site.odoo.fields["crm.lead"]["type"]
    text, problems = said(site)
    assert problems == 1
    assert "! odoo.lead: crm.lead has no field type, or the key's user may not read it" in text


def test_a_server_that_is_down_is_told_soon(site: Site) -> None:
    site.odoo.url = "http://127.0.0.1:9"
    text, problems = said(site)
    assert problems == 1
    assert "! odoo: res.users: no answer (ConnectionError), 2 times. Try again when the server works" in text
    assert len(site.waits) == 1


def test_an_address_without_the_api(site: Site) -> None:
    del site.odoo.records["res.users"]
    text, problems = said(site)
    assert problems == 1
    assert "! odoo: there is no JSON-2 API, which Odoo has from version 19 on. Correct the url" in text


@pytest.mark.parametrize("status", [400, 500])
def test_a_server_that_repeats_the_key(site: Site, status: int) -> None:
    def repeat(handler: Any, answer: Any) -> None:  # noqa: ARG001
        handler.send(status, {"name": f"odoo.exceptions.UserError: {KEY}", "message": f"bearer {KEY}"})

    site.odoo.faults = (repeat for _ in range(10_000))
    text, problems = said(site)
    assert problems == 1
    assert ("(odoo.exceptions.UserError: ***)" in text) is (status == 500)
