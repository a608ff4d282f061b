"""A paged JSON API lands through a declaration in YAML and one mapping, then what changed, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from expectations import gate1
from ingest.dlt_source import sources
from ingest.doctor.report import report
from ingest.loading.load import Status
from tests.unit.ingest.dlt_source.conftest import API, SECRET, Acme, landed

PAGE = 3
REPS = [{"id": 1, "name": "Ana"}, {"id": 2, "name": "Bo"}]
STAGES = ("Open", "Won", "Lost")


class Server(ThreadingHTTPServer):
    """An API with pages of three records. `broken` answers stand for pages; `asked` are the addresses it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.tables: dict[str, list[dict[str, Any]]] = {
            "reps": REPS,
            "opportunities": [opportunity(number) for number in range(1, 9)],
        }
        self.broken: dict[tuple[str, int], tuple[int, str]] = {}
        self.is_endless = False
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts, self.server.asked = urlsplit(self.path), [*self.server.asked, self.path]
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        table, page = parts.path.removeprefix("/v1/"), int(query.get("page", 1))
        status, body = self.server.broken.get((table, page), (200, ""))
        if self.headers["Authorization"] != f"Bearer {SECRET}":
            status, body = 401, "{}"
        elif table not in self.server.tables:
            status, body = 404, "{}"
        self.send_response(status)
        self.end_headers()
        self.wfile.write((body or self._page(table, query, page)).encode())

    def _page(self, table: str, query: dict[str, str], page: int) -> str:
        since = query.get("updated_since", "")
        records = [each for each in self.server.tables[table] if each.get("updated_at", since) >= since]
        start = 0 if self.server.is_endless else PAGE * (page - 1)
        return json.dumps({"items": records[start : start + PAGE]})

    def log_message(self, *_: Any) -> None:
        pass


def opportunity(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Señal “{number}”,\nsecond line",
        "owner": {"id": 1 + number % 2, "name": "left out"},
        "stage": STAGES[number % 3],
        "amount": 1000.1 + number,
        "created_on": "2026-01-31",
        "updated_at": f"2026-02-{number:02}T10:00:00Z",
        "tags": ["a", "b"],
        **more,
    }


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def api(acme: Acme, server: Server, monkeypatch: pytest.MonkeyPatch) -> Acme:
    monkeypatch.setattr(sources, "ATTEMPTS", 1)
    acme.sources = API
    acme.environ = {"ACME_API_URL": server.url, "ACME_API_TOKEN": SECRET}
    return acme


def test_all_pages_land_and_then_what_changed(api: Acme, server: Server) -> None:
    api.gate = gate1.judge
    first = api.night()
    assert first.status is Status.ACCEPTED, first.problems
    assert landed(first) == {"rep": 2, "opportunity": 8}
    rows = api.rows("opportunity", "id, owner_id, name, stage_name, amount, currency, created_date, is_closed, is_won")
    assert rows[0] == (
        *("1", "2", "Señal “1”,\nsecond line", "Won", Decimal("1001.1"), "EUR", date(2026, 1, 31), True, True),
    )
    assert api.night().status is Status.UNCHANGED

    server.asked.clear()
    server.tables["opportunities"][1] |= {"amount": 5, "updated_at": "2026-02-09T09:30:00Z"}
    server.tables["opportunities"].append(opportunity(9, updated_at="2026-02-09T10:00:00Z"))
    changed = api.night()
    assert changed.status is Status.ACCEPTED
    assert landed(changed) == {"opportunity": 2}
    asked = [each for each in server.asked if "opportunities" in each]
    assert asked[0] == "/v1/opportunities?updated_since=2026-02-08T09%3A00%3A00Z&page=1", "an hour before the newest"
    assert len(api.rows("opportunity", "id")) == 9, "what was not delivered is not gone"
    assert api.night().status is Status.UNCHANGED
    assert not list((api.folder / "home").iterdir()), "dlt writes nothing into the user's home"


def test_a_discarded_load_loses_nothing(api: Acme, server: Server) -> None:
    api.night()
    server.tables["opportunities"].append(opportunity(9))
    server.broken["opportunities", 2] = (500, "broken")
    server.tables["opportunities"] += [opportunity(number) for number in (10, 11, 12)]
    failed = api.night()
    assert failed.status is Status.FAILED
    assert failed.rows == {}
    says = "the API answers 500 Internal Server Error to /v1/opportunities. Try again later"
    assert failed.problems == (f"csv_mapping.opportunity: resource opportunities: {says}",)
    server.broken.clear()
    assert landed(api.night()) == {"opportunity": 4}


def test_rows_that_were_quarantined_are_read_again(api: Acme, server: Server) -> None:
    server.tables["opportunities"][0]["amount"] = "perhaps"
    first = api.night()
    assert first.status is Status.ACCEPTED
    assert landed(first) == {"rep": 2, "opportunity": 7}
    server.tables["opportunities"][0]["amount"] = 7  # corrected without a new time
    assert landed(api.night()) == {"opportunity": 1}


def test_another_mapping_reads_all_rows_again(api: Acme) -> None:
    api.night()
    api.mapping = api.mapping.replace("currency: EUR", "currency: USD")
    assert landed(api.night()) == {"opportunity": 8}
    assert api.night().status is Status.UNCHANGED


def test_without_incremental_what_is_gone_is_deleted(api: Acme, server: Server) -> None:
    api.mapping = api.mapping.replace("    incremental: updated_at\n", "")
    api.night()
    assert api.night().status is Status.UNCHANGED
    del server.tables["opportunities"][7]
    gone = api.night()
    assert landed(gone) == {"opportunity": 1}
    assert "1 of 8 landed rows are missing" in "".join(gone.problems)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("key", "the API answers 401 Unauthorized to /v1/reps. Correct the key in the environment"),
        ("path", "the API answers 404 Not Found to /v1/reps. Correct the path of the resource in the sources file"),
        ("json", "the answer is not JSON. Correct the address of the API"),
        ("down", "the API cannot be reached (ConnectionError). Correct its address, or try again later"),
        ("endless", "the same page came twice: paging would never end. Correct its paginator in the sources file"),
        ("name", "the source has no resource reps; it has people, opportunities. Correct acme.yml line 3"),
    ],
)
def test_what_an_api_can_do_wrong_is_one_line(api: Acme, server: Server, what: str, says: str) -> None:
    if what == "key":
        api.environ["ACME_API_TOKEN"] = f"{SECRET}2"
    elif what == "path":
        del server.tables["reps"]
    elif what == "json":
        server.broken["reps", 1] = (200, "<html>")
    elif what == "down":
        api.environ["ACME_API_URL"] = "http://127.0.0.1:1/v1"
    elif what == "endless":
        server.is_endless = True
    else:
        api.sources = api.sources.replace("- reps", "- people")
    failed = api.night()
    assert failed.status is Status.FAILED
    assert failed.problems == (f"csv_mapping.rep: resource reps: {says}",)


def test_a_column_that_is_not_there(api: Acme, server: Server) -> None:
    for each in server.tables["opportunities"]:
        del each["owner"]
    (line,) = api.night().problems
    assert line.startswith("csv_mapping.opportunity: resource opportunities: the column owner.id is not there (found: ")
    assert line.endswith("). Correct it there, or correct acme.yml line 11")


def test_the_doctor_reads_it(api: Acme) -> None:
    lines, problems = report(api.settings_with_source)
    assert problems == 0, lines
    assert lines[0].startswith("crm: csv_mapping, the dlt source rest_api")
    assert any(line.split()[:3] == ["opportunity", "8", "rows"] for line in lines)
