"""One person in a Salesforce export and in Odoo: forgotten by one id in both, and brought back by neither."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from ingest.contracts import Verdict
from ingest.forget.command import forget
from ingest.forget.hashes import Hashes, with_key
from ingest.forget.people import find
from ingest.loading.load import LoadResult, Status, load
from ingest.reading.judging import workspace
from ingest.settings import Source
from tests.unit.ingest.conftest import Landing
from tests.unit.ingest.forget.traces import traces
from tests.unit.ingest.odoo.conftest import Site

PLANTED = ("Zapatera", "zapa@muster.example", "+34 600 111")
LATER = "2026-03-01 00:00:00"
FILES: dict[str, list[dict[str, str]]] = {
    "User": [{"Id": "0051", "Name": "Rep", "Email": "rep@own.example"}],
    "Contact": [
        {"Id": "0031", "FirstName": "Ana", "LastName": "Zapatera", "Email": "Zapa@Muster.example"}
        | {"Phone": "+34 600 111", "Title": "CTO"},
        {
            "Id": "0032",
            "FirstName": "Ben",
            "LastName": "Other",
            "Email": "ben@muster.example",
            "Phone": "",
            "Title": "",
        },
    ],
    "Opportunity": [
        {"Id": "0061", "Name": "Deal", "OwnerId": "0051", "StageName": "New", "Amount": "10.00"}
        | {"CloseDate": "2026-03-01", "CreatedDate": "2026-01-01T00:00:00.000Z"}
    ],
    "Task": [{"Id": "00T1", "WhoId": "0031", "OwnerId": "0051", "Subject": "Call Zapatera", "Status": "Done"}],
}


class Export:
    """A Salesforce export in a folder, and what becomes of it in the landing zone."""

    def __init__(self, folder: Path, landing: Landing) -> None:
        self.folder, self.landing = folder, landing

    def night(self, **changed: list[dict[str, str]]) -> LoadResult:
        self.folder.mkdir(exist_ok=True)
        for name, rows in (FILES | changed).items():
            with (self.folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return load(Source("salesforce", self.folder), self.landing.settings, lambda _: Verdict())


@pytest.fixture
def export(site: Site, tmp_path: Path) -> Export:
    return Export(tmp_path / "export", Landing(site.landing.settings))


def put_person(site: Site, **more: Any) -> None:
    """The person as partner, as the partner of a lead without an address of its own, and as a recipient."""
    site.odoo.put("res.partner", 9, name="Ana Zapatera", email="zapa@muster.example", phone="+34 600 111", **more)
    site.odoo.put("crm.lead", 14, name="Zapatera asks", type="lead", contact_name="A. Zapatera", **more)
    site.odoo.put("crm.lead", 14, partner_id=[9, "Ana Zapatera"], active=True, **more)
    site.odoo.put("mailing.trace", 41, email="ZAPA@muster.example", trace_status="open", **more)


def test_one_id_forgets_the_person_in_both_systems(site: Site, export: Export) -> None:
    settings = site.landing.settings
    put_person(site)
    assert (site.night().status, export.night().status) == (Status.ACCEPTED, Status.ACCEPTED)
    put_person(site, write_date=LATER)
    changed = [{**FILES["Contact"][0], "Title": "CEO"}, FILES["Contact"][1]]
    site.night()
    export.night(Contact=changed)
    # An extraction that broke off left its answers.
    page = settings.state_dir / "api" / "odoo" / "partner" / "00000000000000000001.jsonl"
    page.parent.mkdir(parents=True)
    page.write_text('{"id": 9, "name": "Ana Zapatera"}\n', encoding="utf-8")
    settings.warehouse_dir.mkdir(exist_ok=True)
    open_rows = counts(site.landing)
    assert traces(settings.data_dir, PLANTED)

    everything = ("odoo:crm.lead/14", "odoo:res.partner/9", "salesforce:0031")
    with workspace() as connection:
        with_key(Hashes()).offer(connection)
        other_way = find(connection, settings.landing_dir, "odoo:res.partner/9")
    done = forget(settings, "salesforce:0031")
    assert done
    assert other_way
    assert other_way.ids == done.found.ids == everything
    assert traces(settings.data_dir, PLANTED) == set()
    assert counts(site.landing) == open_rows
    assert site.live("partner__person", "email")[-2:] == [("ana@muster.example",), *site.live("trace__person", "email")]

    assert (site.night().rows, export.night(Contact=changed).rows) == ({}, {})
    put_person(site, write_date="2026-04-01 00:00:00", function="CTO")
    changed[0]["Title"] = "Chair"
    assert site.night().rows["partner__person"] == 1
    assert export.night(Contact=changed).rows == {"contact": 1, "contact__person": 1}
    assert traces(settings.data_dir, PLANTED) == set()


def counts(landing: Landing) -> list[tuple[Any, ...]]:
    """The open columns of what was forgotten in part, all versions."""
    tables = {
        "salesforce__contact": "id, title, account_id, _is_deleted",
        "salesforce__task": "id, who_id, status",
        "odoo__lead": "id, partner_id, type",
        "odoo__partner": "id, company_name, write_date",
    }
    return [
        row
        for table, columns in tables.items()
        for row in landing.query(f"select {columns}, _loaded_at from landing.{table} order by all")
    ]
