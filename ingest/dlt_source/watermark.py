"""The watermark of a resource: how far it was read in the last accepted load, and where the next night starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ingest.reading.delivery import SourceError

# A row can bear an earlier time than rows that were there before it: of a long transaction, or of another clock.
OVERLAP = timedelta(hours=1)
A_DAY = timedelta(days=1)
PARSERS: Mapping[str, Callable[[str], Any]] = {
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "text": str,
}


@dataclass(frozen=True, slots=True)
class Watermark:
    """The newest value of the cursor column, its type, the columns that there were, and the digest of how all was read.

    `reading` changes with the mapping and the declaration: what landed under another one is read again, whole.
    """

    newest: str
    type: str
    columns: tuple[str, ...]
    reading: str

    def __str__(self) -> str:
        return json.dumps([self.newest, self.type, self.columns, self.reading], ensure_ascii=False)

    @property
    def start(self) -> Any:
        """The start value of the next night's request, in the format of the source."""
        return _earlier(PARSERS[self.type](self.newest))


def parsed(text: str | None, reading: str) -> Watermark | None:
    """The watermark that landed; None where there is none, or where the rows were read in another way."""
    if text is None:
        return None
    newest, type_, columns, landed_reading = json.loads(text)
    return Watermark(newest, type_, tuple(columns), reading) if landed_reading == reading else None


def made(value: Any, columns: tuple[str, ...], reading: str) -> Watermark:
    """The watermark of a resource whose newest value this is."""
    if isinstance(value, date):
        kind = "timestamp" if isinstance(value, datetime) else "date"
        return Watermark(value.isoformat(), kind, columns, reading)
    return Watermark(value, "text", columns, reading)


def moment(value: Any, where: str, remedy: str) -> datetime:
    """The time that a cursor's value says, to be compared with others.

    Raises:
        SourceError: it says none.
    """
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        elif not isinstance(value, date):
            raise ValueError
    except ValueError:
        raise SourceError(where, "its values are not times in ISO 8601", remedy) from None
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _earlier(newest: Any) -> Any:
    if isinstance(newest, datetime):
        return newest - OVERLAP
    if isinstance(newest, date):
        return newest - A_DAY
    if len(newest) == len("2025-06-30"):
        return (date.fromisoformat(newest) - A_DAY).isoformat()
    return _as_written(datetime.fromisoformat(newest) - OVERLAP, newest)


def _as_written(moment: datetime, example: str) -> str:
    """The time in the form of another text in ISO 8601."""
    digits = len(example.partition(".")[2].rstrip("Z").split("+")[0].split("-")[0])
    unit = "seconds" if not digits else "milliseconds" if digits <= 3 else "microseconds"
    text = moment.isoformat(sep=example[10], timespec=unit)
    return text.removesuffix("+00:00") + "Z" if example.endswith("Z") else text
