"""Deliveries made by hand, and what has landed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ingest.bookkeeping import typed
from ingest.contracts import Batch, Failure, Table, Verdict, tables
from ingest.delivery import Delivered, quoted
from ingest.judging import digest
from ingest.settings import Company, Environment, Settings

NO_ROWS: tuple[Mapping[str, Any], ...] = ()


def contract(system: str, name: str) -> Table:
    return next(table for table in tables(system) if table.name == name)


def passing(_: Sequence[Batch]) -> Verdict:
    return Verdict()


def refusing(batches: Sequence[Batch]) -> Verdict:
    table = batches[0].table
    return Verdict((Failure(table.system, table.name, "id", "good rows", "bad rows", "Repair them."),))


def arrow(table: Table, rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> pa.Table:
    """Typed rows with the digest over the whole row, as a reader delivers them."""
    rows = list(rows)
    columns = [column.name for column in table.columns]
    unknown = sorted({name for row in rows for name in row} - set(columns))
    text = pa.table(
        {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in (*columns, *unknown)}
    )
    casts = ", ".join(f"{quoted(column.name)}::{column.type} as {quoted(column.name)}" for column in table.columns)
    more = "".join(f", {quoted(name)}" for name in unknown)
    hashed = digest([quoted(name) for name in (*columns, *unknown)])
    chosen = (
        ", ".join(quoted(name) for name in (*names, *unknown))
        if not table.personal_columns
        else ", ".join(map(quoted, names))
    )
    with duckdb.connect() as connection:
        connection.register("given", text)
        return connection.sql(
            f"select {chosen}, {hashed} as _row_hash from (select {casts}{more} from given)"
        ).to_arrow_table()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def delivered(
    table: Table, rows: Iterable[Mapping[str, Any]], quarantined_keys: Sequence[str | None] = (), **more: Any
) -> Delivered:
    rows = list(rows)
    personal = [column.name for column in table.personal_columns]
    quarantined = [
        {
            "table_name": table.name,
            "row_digest": f"digest {number}",
            "file_name": table.source,
            "line_number": number + 2,
            "row_key": key,
            "column_name": "amount",
            "reason": "Amount: not a plain decimal",
            "raw": "{}",
        }
        for number, key in enumerate(quarantined_keys)
    ]
    return Delivered(
        table=table,
        rows=arrow(table, rows, [column.name for column in table.landed_columns]),
        persons=arrow(table, rows, [*table.key, *personal]) if personal else None,
        quarantined=typed(contract(table.system, "quarantine"), _quarantine_rows(table, quarantined)).rows.drop(
            ["_row_hash"]
        ),
        delivered_rows=len(rows) + len(quarantined),
        **more,
    )


def _quarantine_rows(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    names = [column.name for column in contract(table.system, "quarantine").columns]
    return pa.table({name: pa.array([_text(row[name]) for row in rows], pa.string()) for name in names})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        project_dir=tmp_path,
        data_dir=tmp_path / "data",
        company=Company("Test", "EUR"),
        as_of=date(2025, 6, 30),
        known_at=None,
        sources=(),
        is_embedded=False,
        environment=Environment.DEVELOPMENT,
        configuration_hash="0",
    )
