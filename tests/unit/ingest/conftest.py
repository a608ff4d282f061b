"""A landing zone in a temporary folder, deliveries made by hand, and what has landed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ingest import landing
from ingest.bookkeeping import contract, typed
from ingest.contracts import Batch, Gate, Table, Verdict
from ingest.delivery import Delivered, quoted
from ingest.judging import digest
from ingest.load import LoadResult, load_delivered
from ingest.settings import Company, Environment, Settings

Rows = Iterable[Mapping[str, Any]]


def passing(_: Sequence[Batch]) -> Verdict:
    return Verdict()


@dataclass
class Landing:
    """One system's landing zone."""

    settings: Settings
    system: str = "salesforce"

    def deliver(
        self, gate: Gate = passing, quarantined: Mapping[str, Sequence[str | None]] | None = None, **rows: Rows
    ) -> LoadResult:
        """Loads the tables given by name; `quarantined` holds, per table, the keys of rows that were set aside."""
        aside = quarantined or {}
        tables = [delivered(contract(self.system, name), given, aside.get(name, ())) for name, given in rows.items()]
        return load_delivered(self.system, tables, self.settings, gate)

    def query(self, sql: str, **settings: Any) -> list[tuple[Any, ...]]:
        """Rows of a query over the views; `settings` replace those of this landing zone."""
        file = self.settings.warehouse_dir / "query.duckdb"
        file.unlink(missing_ok=True)
        landing.attach(file, replace(self.settings, **settings))
        with duckdb.connect(str(file)) as connection:
            return connection.execute(sql).fetchall()

    def versions(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """All landed versions in load order: the columns, then whether it is a tombstone."""
        return self.query(f"select {columns}, _is_deleted from landing.{self.system}__{table} order by _loaded_at, 1")

    def digests(self) -> dict[str, str]:
        """Every file of the landing zone with the digest of its bytes."""
        folder = self.settings.landing_dir
        return {str(path): sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def delivered(table: Table, rows: Rows, quarantined: Sequence[str | None] = (), **more: Any) -> Delivered:
    """Rows of text or plain values as a reader would hand them over."""
    rows = [dict(row) for row in rows]
    personal = [column.name for column in table.personal_columns]
    aside = [
        {"table_name": table.name, "row_digest": f"{table.name} {key}", "row_key": key, "column_name": "amount"}
        | {"file_name": table.source, "line_number": "2", "reason": "Amount: not a plain decimal", "raw": "{}"}
        for key in quarantined
    ]
    bookkept = contract(table.system, "quarantine")
    return Delivered(
        table=table,
        rows=_arrow(table, rows, [column.name for column in table.landed_columns], is_person=False),
        persons=_arrow(table, rows, [*table.key, *personal], is_person=True) if personal else None,
        quarantined=typed(bookkept, _texts(bookkept, aside)).rows.drop(["_row_hash"]),
        delivered_rows=len(rows) + len(aside),
        **more,
    )


def _arrow(table: Table, rows: list[dict[str, Any]], names: list[str], is_person: bool) -> pa.Table:
    given = _texts(table, rows)
    known = [column.name for column in table.columns]
    unknown = [name for name in given.column_names if name not in known]
    casts = [f"{quoted(column.name)}::{column.type} as {quoted(column.name)}" for column in table.columns]
    chosen = [*names, *unknown] if is_person or not table.personal_columns else names
    with duckdb.connect() as connection:
        connection.register("given", given)
        return connection.sql(f"""
            select {", ".join(map(quoted, chosen))}, {digest(list(map(quoted, given.column_names)))} as _row_hash
            from (select {", ".join([*casts, *map(quoted, unknown)])} from given)
        """).to_arrow_table()


def _texts(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    names = dict.fromkeys([*(column.name for column in table.columns), *(name for row in rows for name in row)])
    values = {name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in names}
    return pa.table({name: pa.array(texts, pa.string()) for name, texts in values.items()})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        project_dir=tmp_path,
        # A path that needs escaping wherever it becomes SQL or a URL.
        data_dir=tmp_path / "it's a #1 data folder",
        company=Company("Test", "EUR"),
        as_of=date(2025, 6, 30),
        known_at=None,
        sources=(),
        is_embedded=False,
        environment=Environment.DEVELOPMENT,
        configuration_hash="0",
    )


@pytest.fixture
def salesforce(settings: Settings) -> Landing:
    return Landing(settings)


@pytest.fixture
def xero(settings: Settings) -> Landing:
    return Landing(settings, "xero")


@pytest.fixture
def sendgrid(settings: Settings) -> Landing:
    return Landing(settings, "sendgrid")
