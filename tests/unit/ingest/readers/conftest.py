"""A drop folder that a test fills, and what a system's reader makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ingest.delivery import Delivered, Note
from ingest.settings import Source

USER = "Id,Name\nU1,Ana\n"
OPPORTUNITY_HEADER = "Id,OwnerId,StageName,Amount,CurrencyIsoCode,CloseDate,IsWon,CreatedDate"
OPPORTUNITY_ROW = "O1,U1,Won,10.50,EUR,2024-03-01,true,2024-01-01T10:00:00Z"


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

    def read(self, mapping: Path | None = None, fields: Mapping[str, str] | None = None) -> dict[str, Delivered]:
        source = Source(self.system, self.folder, mapping, fields or {})
        found = list(import_module(f"ingest.{self.system}.source").read(source))
        self.notes = [one.line for one in found if isinstance(one, Note)]
        return {one.table.name: one for one in found if isinstance(one, Delivered)}

    def opportunities(self, *rows: str, header: str = OPPORTUNITY_HEADER) -> Delivered:
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


def values(delivered: Delivered, column: str) -> list[Any]:
    """The values of one landed column, in order, from whichever side they are on."""
    side = delivered.rows
    if column not in side.column_names:
        assert delivered.persons is not None
        side = delivered.persons
    return side.column(column).to_pylist()


def reasons(delivered: Delivered) -> list[tuple[str | None, str]]:
    """Which column of which rows was to blame, and why they were set aside."""
    return [(row["column_name"], row["reason"]) for row in delivered.quarantined.to_pylist()]
