"""A small Odoo on loopback: records in memory behind the JSON-2 calls that are made of it, and faults on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ingest.odoo.tables import TABLES

Record = dict[str, Any]
# What is done to one request instead of answering it: it is given the handler and the right answer's content.
Fault = Callable[["_Handler", Any], None]

KEY = "a key that only this test knows"
USER = 2  # whose key it is
OF_EVERY_USER = ("fields_get", "context_get", "has_group")
TYPES = {"boolean": "boolean", "bigint": "integer", "date": "date", "timestamp": "datetime"}


class FakeOdoo:
    """The models that the contract names, empty at first. `faults` are used up by the requests to come."""

    def __init__(self) -> None:
        self.records: dict[str, dict[int, Record]] = {table.source: {} for table in TABLES}
        self.fields: dict[str, dict[str, str]] = {
            table.source: {column.source: _type(column) for column in table.columns} for table in TABLES
        }
        self.faults: Iterator[Fault | None] = iter(())
        self.unreadable: set[str] = set()
        self.is_administrator = True
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.on_request: Callable[[], None] = lambda: None
        self.url = ""

    def put(self, model: str, id_: int, /, write_date: str | bool = "2026-01-02 03:04:05", **values: Any) -> None:
        """Makes a record, or writes values of one that is there; what is not given is false, as in Odoo."""
        empty = dict.fromkeys(self.fields[model], False)
        record = self.records[model].get(id_, {**empty, "create_date": write_date})
        self.records[model][id_] = {**record, **values, "id": id_, "write_date": write_date}

    def read(self, model: str) -> list[int]:
        """The ids of which the records were asked for so far, in that order."""
        domains = [body["domain"] for name, method, body in self.requests if (name, method) == (model, "search_read")]
        return [id_ for domain in domains if domain and domain[-1][:2] == ["id", "in"] for id_ in domain[-1][2]]

    def answer(self, model: str, method: str, body: dict[str, Any]) -> Any:
        """The content of the right answer to a call."""
        if method == "fields_get":
            return {name: {"type": type_} for name, type_ in self.fields[model].items()}
        if method == "context_get":
            return {"lang": "en_US", "uid": USER}
        if method == "has_group":
            return self.is_administrator and (body["ids"], body["group_ext_id"]) == ([USER], "base.group_system")
        rows = [row for _, row in sorted(self.records[model].items()) if _is_within(row, body["domain"])]
        if method == "search_count":
            return len(rows)
        if body.get("order") == "write_date desc, id desc":
            # As PostgreSQL does: what has no time comes first.
            rows.sort(key=lambda row: (not row["write_date"], row["write_date"] or "", row["id"]), reverse=True)
        names = ["id", *body["fields"]]
        return [{name: row[name] for name in names} for row in rows[: body.get("limit")]]


def _type(column: Any) -> str:
    if column.references or (column.source.endswith("_id") and column.source not in ("id", "res_id")):
        return "many2one"
    if column.source == "id":
        return "integer"
    if column.source == "res_id":
        return "many2one_reference"
    return TYPES.get(column.type.value, "float" if "decimal" in column.type.value else "char")


def _is_within(row: Mapping[str, Any], domain: list[Any]) -> bool:
    """Whether the record is in Odoo's form of a condition; on a field of another model everything is."""
    terms = iter(domain)

    def term() -> bool:
        found = next(terms)
        if found in ("|", "&"):
            one, other = term(), term()
            return (one or other) if found == "|" else (one and other)
        name, operator, value = found
        if name not in row:
            return True
        mine = row[name]
        tests = {"=": lambda: mine == value, "!=": lambda: mine != value, "in": lambda: mine in value}
        tests |= {">": lambda: mine > value, "<=": lambda: mine <= value}
        return tests[operator]()

    results = []
    while True:
        try:
            results.append(term())
        except StopIteration:
            return all(results)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms
    odoo: FakeOdoo

    def do_POST(self) -> None:
        odoo = self.odoo
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        *_, model, method = self.path.split("/")
        odoo.requests.append((model, method, body))
        odoo.on_request()
        if self.headers["Authorization"] != f"bearer {KEY}":
            self.send(401, {"name": "werkzeug.exceptions.Unauthorized"})
        elif model not in odoo.records:
            self.send(404, {"name": "werkzeug.exceptions.NotFound"})
        elif model in odoo.unreadable and method not in OF_EVERY_USER:
            self.send(403, {"name": "odoo.exceptions.AccessError", "message": "You may not read Ana's records"})
        elif fault := next(odoo.faults, None):
            fault(self, odoo.answer(model, method, body))
        else:
            self.send(200, odoo.answer(model, method, body))

    def send(self, status: int, content: Any, **headers: str) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the test's output is enough."""


@contextmanager
def serving(odoo: FakeOdoo) -> Iterator[FakeOdoo]:
    """The fake on a free port of this machine, while the block lasts."""
    handler = type("Handler", (_Handler,), {"odoo": odoo})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        odoo.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield odoo
        finally:
            server.shutdown()
            thread.join()
