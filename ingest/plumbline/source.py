"""Records the results of a published run, through the same loader as any source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import duckdb
import pyarrow as pa

from ingest.contracts import Batch, Failure, Verdict
from ingest.loading.batch_log import contract, nothing, typed
from ingest.loading.landing import accepted_loads, files_of, relation
from ingest.loading.load import LoadResult, load_delivered
from ingest.plumbline.tables import TABLES
from ingest.reading.delivery import Delivered
from ingest.settings import Settings


def record(settings: Settings, tables: Mapping[str, pa.Table]) -> LoadResult:
    """Lands rows of `issued_forecast`, `finding_change` and `gate_result`; one whose key landed before stays as it was.

    Columns are matched by name and cast to the contract's types. A key given twice or a required value that is missing
    makes the result `rejected`.

    Raises:
        ValueError: a table is not in the contract.
    """
    if unknown := set(tables) - {table.name for table in TABLES}:
        raise ValueError(f"no such table to record: {', '.join(sorted(unknown))}")

    def read(connection: duckdb.DuckDBPyConnection) -> Iterator[Delivered]:
        for table in TABLES:
            if table.name in tables:
                connection.register("recorded", tables[table.name])
            yield typed(connection, table, "recorded" if table.name in tables else nothing(table))

    return load_delivered("plumbline", read, settings, _judge)


def recorded_days(settings: Settings) -> frozenset[date]:
    """The dates of which something has been recorded: each has at least the verdict of gate 2."""
    folder, table = settings.landing_dir / "plumbline", contract("plumbline", "gate_result")
    files = files_of(folder, table.name, accepted_loads(folder))
    days = duckdb.sql(f"select distinct as_of from ({relation(table, False, files)})").fetchall()
    return frozenset(day for (day,) in days)


def _judge(batches: Sequence[Batch]) -> Verdict:
    return Verdict(tuple(failure for batch in batches for failure in _failures(batch)))


def _failures(batch: Batch) -> Iterator[Failure]:
    """Our own rows have one row per key and every required value."""
    table, rows = batch.table, batch.profile["delivered_rows"]
    expected = {"one row per key": ("(key)", batch.profile["distinct_keys"])}
    expected |= {
        f"a value of {column.name} in every row": (column.name, batch.profile[f"filled:{column.name}"])
        for column in table.columns
        if column.required
    }
    for what, (column, found) in expected.items():
        if found != rows:
            remedy = "This is a bug of the step that wrote the rows"
            yield Failure(table.system, table.name, column, what, f"{found} of {rows}", remedy)
