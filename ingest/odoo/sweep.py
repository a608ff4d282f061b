"""Which records an Odoo model holds, and which of them must be read: new ones, changed ones, and those just changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from ingest.contracts import Table
from ingest.delivery import SourceError, quoted
from ingest.odoo.api import Api

SWEEP_PAGE = 10_000
SWEEPS = 3
SWEPT = pa.schema([("id", pa.int64()), ("write_date", pa.string())])


def sweep(api: Api, connection: duckdb.DuckDBPyConnection, table: Table, domain: Sequence[Any]) -> str:
    """Notes every id and time of change (UTC, to the second) of a model in a relation; gives its name.

    What is deleted leaves no trace in Odoo: only a look at all ids finds it. Pages follow the ids, so that nothing that
    is added or changed meanwhile moves a page; the server's own count must agree with what the pages held.

    Raises:
        SourceError: pages and count do not agree, three times in a row.
        UnreadableModelError: the model cannot be read.
    """
    name = quoted(f"swept_{table.name}")
    for _ in range(SWEEPS):
        connection.execute(f"create or replace temp table {name} (id bigint, write_date varchar)")
        last = 0
        for page in _pages(api, table, domain):
            connection.register("swept_page", page)
            connection.execute(f"insert into {name} select id, write_date from swept_page")
            connection.unregister("swept_page")
            last = page.column("id")[-1].as_py()
        (found,) = connection.sql(f"select count(*) from {name}").fetchall()[0]
        if api.count(table.source, [*domain, ["id", "<=", last]]) == found:
            return name
    raise SourceError(f"odoo: {table.source}", "pages and count of its records differ", "Try again at a quieter hour")


def _pages(api: Api, table: Table, domain: Sequence[Any]) -> Iterator[pa.Table]:
    last = 0
    while rows := api.page(table.source, domain, ["write_date"], last, SWEEP_PAGE):
        yield pa.Table.from_pylist([{"id": row["id"], "write_date": row["write_date"] or None} for row in rows], SWEPT)
        last = rows[-1]["id"]
