"""Scans a CSV file piece by piece for the ends of its records and the first violation of RFC 4180.

No library: the csv module, Arrow and DuckDB accept broken quoting without an error and do not report its line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.reading.delivery import SourceError
from ingest.reading.export_folder import EXPORT_AGAIN
from ingest.reading.text_checks import NEWLINE, Bytes, Content

LONGEST_FOOTER = 20
QUOTE, RETURN = ord('"'), ord("\r")
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of one record, without its line break, and its place among the records."""

    place: int
    start: int
    end: int


@dataclass(slots=True)
class Scan:
    """What is known of a file up to the piece that comes next: quotes, lines, and the record that is not at its end."""

    content: Content
    delimiter: int
    where: str
    quotes: int = 0
    lines: int = 0
    separators: int = 0
    begin: int = 0
    begin_line: int = 1
    records: int = 0
    fields: int = 0
    longest: int = 0
    first: Span | None = None
    header: Span | None = None
    last: Span | None = None

    def take(self, start: int, window: Bytes) -> tuple[Positions, Flags]:
        """Line and emptiness of each record that ends in this piece, which has a byte more on either side."""
        piece = window[1:-1]
        quotes = np.flatnonzero(piece == QUOTE)
        self._refuse_misplaced(start, window, quotes)
        returns, _ = self._outside(np.flatnonzero(piece == RETURN), quotes)
        self._refuse_lone_returns(start, window, returns)
        newlines = np.flatnonzero(piece == NEWLINE)
        ends, is_end = self._outside(newlines, quotes)
        separators, _ = self._outside(np.flatnonzero(piece == self.delimiter), quotes)
        found = self._records(start, window, ends, self.lines + 2 + np.flatnonzero(is_end), separators)
        self.quotes += len(quotes)
        self.lines += len(newlines)
        return found

    def _outside(self, positions: Positions, quotes: Positions) -> tuple[Positions, Flags]:
        """The positions outside quotes (an even number of quotes comes before), and which ones those are."""
        is_outside = (np.searchsorted(quotes, positions) + self.quotes) % 2 == 0
        return positions[is_outside], is_outside

    def _refuse_misplaced(self, start: int, window: Bytes, quotes: Positions) -> None:
        """An opening quote follows a delimiter or line break, a closing one comes before one, or two stand together."""
        parity = self.quotes % 2
        opening, closing = quotes[parity::2], quotes[1 - parity :: 2]
        bad = np.concatenate(
            [
                opening[~np.isin(window[opening], (self.delimiter, NEWLINE, QUOTE))],
                closing[~np.isin(window[closing + 2], (self.delimiter, NEWLINE, RETURN, QUOTE))],
            ]
        )
        if bad.size:
            raise SourceError(
                f"{self.where} line {self.content.line_at(start + int(bad.min()))}",
                "there is a quote inside a field",
                'Put the field in quotes and write "" for a quote in it',
            )

    def _refuse_lone_returns(self, start: int, window: Bytes, returns: Positions) -> None:
        lone = returns[window[returns + 2] != NEWLINE]
        if lone.size:
            line = self.content.line_at(start + int(lone[0]))
            what = "a line ends in a lone carriage return"
            raise SourceError(f"{self.where} line {line}", what, "End lines in LF or CRLF")

    def _records(
        self, start: int, window: Bytes, ends: Positions, next_lines: Positions, separators: Positions
    ) -> tuple[Positions, Flags]:
        before = np.searchsorted(separators, ends)
        fields = np.diff(before, prepend=-self.separators) + 1
        begins = np.concatenate([[self.begin], start + ends + 1])
        lines = np.concatenate([[self.begin_line], next_lines])
        self.separators = len(separators) - int(before[-1]) if len(ends) else self.separators + len(separators)
        self.begin, self.begin_line = int(begins[-1]), int(lines[-1])
        lengths = start + ends - begins[:-1]
        # The byte before an end may be a carriage return.
        lengths -= (lengths > 0) & (window[ends] == RETURN)
        kept = lengths > 0
        spans = np.column_stack([begins[:-1], start + ends])[kept]
        is_empty = (lengths == fields - 1)[kept]
        self._note(lines[:-1][kept], fields[kept], spans, is_empty)
        return lines[:-1][kept], is_empty

    def _note(self, lines: Positions, fields: Positions, spans: Positions, is_empty: Flags) -> None:
        """Holds the number of fields against that of the first record, and finds the header."""
        if not len(lines):
            return
        if self.first is None:
            self.first, self.fields = Span(0, *map(int, spans[0])), int(fields[0])
        if self.header is None and not is_empty.all():
            place = int(np.argmin(is_empty))
            self.header = Span(self.records + place, *map(int, spans[place]))
        self.last = Span(self.records + len(lines) - 1, *map(int, spans[-1]))
        self.records += len(lines)
        self.longest = max(self.longest, int(np.diff(spans).max()))
        wrong = np.flatnonzero(fields != self.fields)
        if wrong.size:
            first = int(wrong[0])
            what = f"there are {fields[first]} fields where the header has {self.fields}"
            raise SourceError(f"{self.where} line {lines[first]}", what, self._remedy(int(lines[first])))

    def _remedy(self, line: int) -> str:
        """What to do about a line that is no record: in the last lines it may be a footer."""
        last = self.content.line_at(self.content.size) - (not self.content.is_open)
        footer = last - line + 1
        if footer > LONGEST_FOOTER:
            return f"{EXPORT_AGAIN}, each field with a delimiter or a line break in quotes"
        return (
            f"{EXPORT_AGAIN}; if a footer begins there, delete it, or leave it out by `footer: {footer}` in a mapping"
        )
