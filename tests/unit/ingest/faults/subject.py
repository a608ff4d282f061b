"""A file that is broken, with what must land of it and what is around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.unit.ingest.faults.sheets import Form, Row, Sheet

Values = dict[str, tuple[Any, ...]]
# A text in a column of decimals, and the number that it is; None where it is none.
NUMBERS: tuple[tuple[str, str | None], ...] = (
    ("NaN", None),
    ("inf", None),
    ("-Infinity", None),
    ("1e400", None),
    ("1,234.50", None),
    ("1.234,50", None),
    ("9223372036854775808", None),
    ("0x1F", None),
    ("12 EUR", None),
    ("1.005", "1.005"),
    ("1234.5", "1234.5"),
    ("007", "7"),
    ("1.2E3", "1200"),
)


@dataclass(frozen=True)
class Subject:
    """One file and what is around it.

    `landed` gives the landed columns of a row, the key first. `swaps` are pairs of columns that could be taken for one
    another; those in `unseen_swaps` cannot be told apart in a first file. `money` is a column of decimals, `day` one of
    dates, `text` one of texts that may be anything; `optional` may be missing, `required` may not. `stamp` says when a
    row last changed. `numbers` are texts to try in `money`, `written` writes a plain decimal as it is written there,
    `no_day` is a day that there is not.
    """

    name: str
    system: str
    table: str
    file: str
    data: bytes
    sheet: Sheet
    form: Form
    landed: Callable[[Row], Mapping[str, Any]]
    others: Mapping[str, bytes] = field(default_factory=dict)
    mapping: str | None = None
    money: str = ""
    day: str = ""
    text: str = ""
    optional: str | None = None
    required: str = ""
    stamp: str | None = None
    swaps: tuple[tuple[str, str], ...] = ()
    unseen_swaps: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, str | None], ...] = NUMBERS
    written: Callable[[str], str] = str
    no_day: str = "2024-02-31"

    def values(self, sheet: Sheet) -> Values:
        """What must land of a sheet, by the first landed column."""
        rows = [tuple(self.landed(record).values()) for record in sheet.records()]
        return {row[0]: row for row in rows}

    @property
    def columns(self) -> tuple[str, ...]:
        """The landed columns that are held against the file."""
        return tuple(self.landed(self.sheet.records()[0]))


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def time(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) if text else None


def flag(text: str) -> bool | None:
    return {"true": True, "false": False, "": None}[text]
