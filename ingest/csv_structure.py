"""Finds the records of a CSV file and refuses a file whose quotes, line ends or field counts are not RFC 4180.

Parsers read a broken file without a word (text after a closing quote is glued on, a missing closing quote swallows the
rest of the file), so the structure is judged here, by positions alone, before a parser sees the file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.delivery import SourceError
from ingest.export_folder import EXPORT_AGAIN
from ingest.text_checks import NEWLINE, Bytes, line_at, pieces

QUOTE, RETURN = ord('"'), ord("\r")
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a CSV file without blank lines: where each starts and ends (bytes), its first line, its fields.

    `is_empty` are those of delimiters alone, which spreadsheets write for rows that were once used: no data.
    """

    starts: Positions
    ends: Positions
    lines: Positions
    fields: Positions
    is_empty: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)

    def after(self, number: int) -> Records:
        """All but the first ones."""
        return Records(*(getattr(self, name)[number:] for name in self.__slots__))


def find_records(data: Bytes, delimiter: int, where: str) -> Records:
    """All records of the file, the header first.

    Raises:
        SourceError: it does not end in a line break, a quote stands where none may, a line ends in a lone carriage
            return, or a record has another number of fields than the header; the first such line is named.
    """
    if data[-1] != NEWLINE:
        raise SourceError(
            f"{where} line {line_at(data, len(data))}",
            "the file does not end in a line break, it was cut off",
            EXPORT_AGAIN,
        )
    ends, lines, delimiters = [], [], []
    quotes_before = lines_before = delimiters_before = 0
    for start, piece in pieces(data):
        quotes = np.flatnonzero(piece == QUOTE) + start
        _refuse_misplaced(data, quotes, quotes_before % 2, delimiter, where)
        _refuse_lone_returns(data, _outside(np.flatnonzero(piece == RETURN) + start, quotes, quotes_before)[0], where)
        newlines = np.flatnonzero(piece == NEWLINE) + start
        record_ends, is_end = _outside(newlines, quotes, quotes_before)
        separators, _ = _outside(np.flatnonzero(piece == delimiter) + start, quotes, quotes_before)
        ends.append(record_ends)
        lines.append(lines_before + 2 + np.flatnonzero(is_end))
        delimiters.append(delimiters_before + np.searchsorted(separators, record_ends))
        quotes_before += len(quotes)
        lines_before += len(newlines)
        delimiters_before += len(separators)
    if quotes_before % 2:
        raise SourceError(where, "a quoted field is never closed, the file was cut off", EXPORT_AGAIN)
    return _records(data, np.concatenate(ends), np.concatenate(lines), np.concatenate(delimiters), where)


def _outside(positions: Positions, quotes: Positions, quotes_before: int) -> tuple[Positions, npt.NDArray[np.bool_]]:
    """The positions that stand outside quotes (an even number of quotes comes before), and which ones those are."""
    is_outside = (np.searchsorted(quotes, positions) + quotes_before) % 2 == 0
    return positions[is_outside], is_outside


def _refuse_misplaced(data: Bytes, quotes: Positions, parity: int, delimiter: int, where: str) -> None:
    """An opening quote follows a delimiter or line break, a closing one comes before one, or two stand together."""
    opening, closing = quotes[parity::2], quotes[1 - parity :: 2]
    before = data[np.maximum(opening - 1, 0)]
    after = data[np.minimum(closing + 1, len(data) - 1)]
    bad = np.concatenate(
        [
            opening[(opening > 0) & ~np.isin(before, (delimiter, NEWLINE, QUOTE))],
            closing[~np.isin(after, (delimiter, NEWLINE, RETURN, QUOTE))],
        ]
    )
    if bad.size:
        raise SourceError(
            f"{where} line {line_at(data, int(bad.min()))}",
            "a quote stands inside a field",
            'Put the field in quotes and write "" for a quote in it',
        )


def _refuse_lone_returns(data: Bytes, returns: Positions, where: str) -> None:
    lone = returns[data[np.minimum(returns + 1, len(data) - 1)] != NEWLINE]
    if lone.size:
        line = line_at(data, int(lone[0]))
        raise SourceError(f"{where} line {line}", "a line ends in a lone carriage return", "End lines in LF or CRLF")


def _records(data: Bytes, ends: Positions, next_lines: Positions, delimiters: Positions, where: str) -> Records:
    starts = np.concatenate([[0], ends[:-1] + 1])
    lines = np.concatenate([[1], next_lines[:-1]])
    fields = np.diff(delimiters, prepend=0) + 1
    lengths = ends - starts - ((ends > starts) & (data[ends - 1] == RETURN))
    is_empty = lengths == fields - 1
    is_blank = lengths == 0
    kept = Records(*(values[~is_blank] for values in (starts, ends, lines, fields, is_empty)))
    if not len(kept):
        raise SourceError(where, "the file has no header", EXPORT_AGAIN)
    wrong = np.flatnonzero(kept.fields != kept.fields[0])
    if wrong.size:
        first = int(wrong[0])
        raise SourceError(
            f"{where} line {kept.lines[first]}",
            f"there are {kept.fields[first]} fields where the header has {kept.fields[0]}",
            EXPORT_AGAIN,
        )
    return kept
