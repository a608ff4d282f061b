"""Finds the records of a CSV file and rejects a file whose quotes, line ends or field counts violate RFC 4180.

Parsers accept a broken file silently (text after a closing quote is appended, a missing closing quote hides the rest of
the file), so the structure is checked here, by positions only, before a parser reads the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ingest.reading.csv_scan import Flags, Positions, Scan, Span
from ingest.reading.delivery import SourceError
from ingest.reading.export_folder import EXPORT_AGAIN
from ingest.reading.text_checks import Content

FIRST_LINE = 100_000  # bytes that hold it


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a CSV file without blank lines: the line on which each begins, and whether it is empty.

    `is_empty` are those of delimiters alone, which spreadsheets write for rows that were once used: no data. All have
    as many `fields`; `longest` is in bytes; `header` is the first record that is not empty; `open` is the last one
    where no line break ends it. Of all that is found in a file no more is held: 9 bytes a record.
    """

    lines: Positions
    is_empty: Flags
    fields: int
    longest: int
    first: Span
    header: Span
    open: Span | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def after(self, number: int) -> Records:
        """All but the first ones."""
        return replace(self, lines=self.lines[number:], is_empty=self.is_empty[number:])


def find_records(content: Content, delimiter: int, where: str) -> Records:
    """All records of the file.

    Raises:
        SourceError: another delimiter parts the first line, a quote stands where none may, a line ends in a lone
            carriage return, or a record has another number of fields than the header; the first such line is named.
    """
    _refuse_other_delimiter(content, delimiter, where)
    scan = Scan(content, delimiter, where)
    lines, is_empty = zip(*(scan.take(start, window) for start, window in content.windows()), strict=True)
    if scan.quotes % 2:
        raise SourceError(where, "a quoted field is never closed, the file was cut off", EXPORT_AGAIN)
    if scan.first is None:
        raise SourceError(where, "the file has no header", EXPORT_AGAIN)
    header = scan.header or scan.first
    last = scan.last if content.is_open else None
    return Records(np.concatenate(lines), np.concatenate(is_empty), scan.fields, scan.longest, scan.first, header, last)


def first_line(content: Content) -> bytes:
    """The first line of a file."""
    return content.read(0, min(content.size, FIRST_LINE)).tobytes().split(b"\n")[0]


def _refuse_other_delimiter(content: Content, delimiter: int, where: str) -> None:
    """A first line without the delimiter, but with another one, would read as a table of one column."""
    first = first_line(content)
    if delimiter in first:
        return
    counts = {other: first.count(other) for other in b",;\t|"}
    likely = max(counts, key=lambda other: counts[other])
    if counts[likely]:
        raise SourceError(
            f"{where} line 1",
            f"the delimiter looks like {chr(likely)!r} where {chr(delimiter)!r} is expected",
            f"Export it with {chr(delimiter)!r}; the mapping file of a mapped export may name another `delimiter`",
        )
