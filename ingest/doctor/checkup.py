"""What a look at a source finds: whether it can be reached, and of each of its tables whether and what can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.contracts import Table
from ingest.settings import Source


@dataclass(frozen=True, slots=True)
class Look:
    """One table that can be read: all its rows, those that would be set aside, and when it last changed.

    `newest` is the last change at the source where its rows tell, else the day of its file.
    """

    rows: int
    set_aside: int = 0
    newest: datetime | date | None = None


@dataclass(slots=True)
class Checkup:
    """One source. `place` says where it is, without a key; `access` what came of the attempt to get in.

    `asked` are all tables that are read of it. Each is in `found`, in `failed` or, as it may be, not there at all.
    `problems` must be put right before the source can be read; `notes` are worth knowing. Each is one line.
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
