"""The result of checking a source: its access, and what can be read of each table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.contracts import Table
from ingest.settings import Source


@dataclass(frozen=True, slots=True)
class Look:
    """One table that can be read: its rows, the rows that would be quarantined, and its last change.

    `newest` is the last change in its rows, or the day of its file when the rows have no time.
    """

    rows: int
    quarantined: int = 0
    newest: datetime | date | None = None


@dataclass(slots=True)
class Checkup:
    """One source. `place` says where it is, without a key; `access` what came of the attempt to get in.

    `asked` are all tables that are read of it. Each is in `found`, in `failed`, or missing at the source.
    `problems` must be corrected before the source can be read; `notes` are informative. Each is one line.
    """

    source: Source
    place: str
    asked: tuple[Table, ...]
    access: str = ""
    found: dict[str, Look] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, problem: str) -> None:
        """Notes that the source cannot be read at all, and why."""
        self.access = "cannot be read"
        self.problems.append(problem)
        self.failed.update(table.name for table in self.asked)
