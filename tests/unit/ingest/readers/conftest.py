"""A drop folder that a test fills, and what a system's reader makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ingest.reading.delivery import Delivered, Note, quoted
from ingest.reading.judging import workspace
from ingest.settings import Source

USER = "Id,Name\nU1,Ana\n"
OPPORTUNITY_HEADER = "Id,OwnerId,StageName,Amount,CurrencyIsoCode,CloseDate,IsWon,CreatedDate"
OPPORTUNITY_ROW = "O1,U1,Won,10.50,EUR,2024-03-01,true,2024-01-01T10:00:00Z"


@dataclass
class Read:
    """What a reader delivered of one table; the table and its personal-data table separately, as they land."""

    rows: pa.Table
    persons: pa.Table | None
    quarantined: pa.Table
    delivered_rows: int
    duplicate_rows: int
    missing_columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, found: Delivered) -> Read:
        def side(is_person: bool) -> pa.Table:
            columns = ", ".join(map(quoted, (*found.columns(is_person), "_row_hash")))
            return connection.sql(f"select {columns} from {found.rows}").to_arrow_table()

        quarantined = connection.sql(f"from {found.quarantined}").to_arrow_table()
        assert (found.good_rows, found.quarantined_rows) == (side(is_person=False).num_rows, quarantined.num_rows)
        return cls(
            rows=side(is_person=False),
            persons=side(is_person=True) if found.table.person_name else None,
            quarantined=quarantined,
            delivered_rows=found.delivered_rows,
            duplicate_rows=found.duplicate_rows,
            missing_columns=found.missing_columns,
            unknown_columns=found.unknown_columns,
            warnings=found.warnings,
            notes=found.notes,
        )


@dataclass
class Drop:
    """A folder of delivered files."""

    folder: Path
    system: str = "salesforce"
    notes: list[str] = field(default_factory=list)

    def write(self, name: str, content: str | bytes) -> Drop:
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(data)
        return self

    def read(self, mapping: Path | None = None, fields: Mapping[str, str] | None = None) -> dict[str, Read]:
        source = Source(self.system, self.folder, mapping, fields or {})
        read = import_module(f"ingest.{self.system}.source").read
        self.notes, tables = [], {}
        with workspace() as connection:
            for found in read(source, connection):
                if isinstance(found, Note):
                    self.notes.append(found.line)
                else:
                    tables[found.table.name] = Read.of(connection, found)
        return tables

    def opportunities(self, *rows: str, header: str = OPPORTUNITY_HEADER) -> Read:
        """The opportunity table of an export whose file holds these lines."""
        self.write("User.csv", USER).write("Opportunity.csv", "".join(f"{line}\n" for line in (header, *rows)))
        return self.read()["opportunity"]


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path)


@pytest.fixture
def finance(tmp_path: Path) -> Drop:
    return Drop(tmp_path, "finance")


@pytest.fixture
def sendgrid(tmp_path: Path) -> Drop:
    return Drop(tmp_path, "sendgrid")


@pytest.fixture
def xero(tmp_path: Path) -> Drop:
    return Drop(tmp_path, "xero")


def values(delivered: Read, column: str) -> list[Any]:
    """The values of one landed column, in order, from whichever side they are on."""
    side = delivered.rows
    if column not in side.column_names:
        assert delivered.persons is not None
        side = delivered.persons
    return side.column(column).to_pylist()


def reasons(delivered: Read) -> list[tuple[str | None, str]]:
    """Which column of which rows was to blame, and why they were quarantined."""
    return [(row["column_name"], row["reason"]) for row in delivered.quarantined.to_pylist()]
