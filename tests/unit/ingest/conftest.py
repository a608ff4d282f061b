"""A landing zone in a temporary folder, deliveries made by hand, and what has landed of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ingest.contracts import Batch, Gate, Table, Verdict
from ingest.loading import landing
from ingest.loading.batch_log import contract
from ingest.loading.load import LoadResult, load_delivered
from ingest.reading.delivery import Delivered, quoted
from ingest.reading.judging import digest
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
        self,
        gate: Gate = passing,
        quarantined: Mapping[str, Sequence[str | None]] | None = None,
        raws: Mapping[str | None, str] | None = None,
        **rows: Rows,
    ) -> LoadResult:
        """Loads the tables given by name; `quarantined` holds, per table, the keys of rows that were quarantined, and
        `raws` the rows of these keys.
        """
        keys = quarantined or {}

        def read(connection: duckdb.DuckDBPyConnection) -> Iterator[Delivered]:
            for name, given in rows.items():
                yield delivered(connection, contract(self.system, name), given, keys.get(name, ()), raws or {})

        return load_delivered(self.system, read, self.settings, gate)

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


def delivered(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    rows: Rows,
    quarantined: Sequence[str | None] = (),
    raws: Mapping[str | None, str] | None = None,
) -> Delivered:
    """Rows of text or plain values as a reader would hand them over."""
    rows = [dict(row) for row in rows]
    bad = [
        {"table_name": table.name, "row_digest": f"{table.name} {key}", "row_key": key, "column_name": "amount"}
        | {"file_name": table.source, "line_number": "2", "reason": "Amount: not a plain decimal"}
        | {"raw": (raws or {}).get(key, "{}")}
        for key in quarantined
    ]
    given = _texts(table, rows)
    known = [column.name for column in table.columns]
    unknown = tuple(name for name in given.column_names if name not in known)
    casts = [f"{quoted(column.name)}::{column.type} as {quoted(column.name)}" for column in table.columns]
    connection.register("given", given)
    connection.execute(f"""
        create or replace temp table given_rows as
        select *, {digest(list(map(quoted, given.column_names)))} as _row_hash, row_number() over () as _position
        from (select {", ".join([*casts, *map(quoted, unknown)])} from given)
    """)
    quarantine = contract(table.system, "quarantine")
    connection.register("bad", _texts(quarantine, bad))
    casts = [f"{quoted(column.name)}::{column.type} as {quoted(column.name)}" for column in quarantine.columns]
    connection.execute(f"create or replace temp table given_quarantined as select {', '.join(casts)} from bad")
    return Delivered(
        table=table,
        rows="given_rows",
        quarantined="given_quarantined",
        good_rows=len(rows),
        quarantined_rows=len(bad),
        unknown_columns=unknown,
        tables=("given_rows", "given_quarantined"),
    )


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
