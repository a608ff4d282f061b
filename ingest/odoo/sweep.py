"""Which records an Odoo model holds: every id and time of change, page by page, each counted by the server as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from ingest.contracts import Table
from ingest.odoo.api import Api, Record
from ingest.reading.delivery import SourceError, quoted

SWEEP_PAGE = 10_000
CHECKS = 5
SWEPT = pa.schema([("id", pa.int64()), ("write_date", pa.string())])


def sweep(api: Api, connection: duckdb.DuckDBPyConnection, table: Table, domain: Sequence[Any]) -> None:
    """Notes every id and time of change (UTC, to the second) of a model in the relation `swept_<table>`.

    What is deleted leaves no trace in Odoo: only a look at all ids finds it. Pages follow the ids, so that nothing that
    is added or changed meanwhile moves a page.

    Raises:
        SourceError: the server counts other records than it sends, again and again.
        UnreadableModelError: the model cannot be read.
    """
    name = quoted(f"swept_{table.name}")
    connection.execute(f"create or replace temp table {name} (id bigint, write_date varchar)")
    last = 0
    while rows := _page(api, table, domain, last):
        # A record that Odoo itself put there has no time of change: false.
        content = [{"id": row["id"], "write_date": row["write_date"] or None} for row in rows]
        connection.register("swept_page", pa.Table.from_pylist(content, SWEPT))
        connection.execute(f"insert into {name} select id, write_date from swept_page")
        connection.unregister("swept_page")
        last = rows[-1]["id"]


def _page(api: Api, table: Table, domain: Sequence[Any], last: int) -> list[Record]:
    """The records after `last`, as many as the server counts from there to the last one of the page."""
    for _ in range(CHECKS):
        rows = api.page(table.source, domain, ["write_date"], last, SWEEP_PAGE)
        up_to = [["id", "<=", rows[-1]["id"]]] if rows else []
        if api.count(table.source, [*domain, ["id", ">", last], *up_to]) == len(rows):
            return rows
    what = "the server counts other records than it returns"
    raise SourceError(f"odoo: {table.source}", what, "Try again at a quieter hour")
