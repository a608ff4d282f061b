"""The format of a file, detected from its first half megabyte: encoding, delimiter, header, numbers and dates."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from io import StringIO
from itertools import islice
from pathlib import Path

from ingest.reading.csv_files import csv_rows

SAMPLE = 500_000
MAX_ROWS = 1000
DELIMITERS = ("\t", ";", "|", ",")
# Any delimiter fits a file of one column; this is the default of a mapping.
OF_ONE_COLUMN = ","
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y")
MONTH_NAMES = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
FORMATS = tuple(day + clock for clock in CLOCKS for day in (*DAYS, *MONTH_NAMES))
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?")
EXCEL = re.compile(r"[34]\d{4}(\.\d+)?")
# A number with its surroundings: sign, parentheses, a currency, %.
NUMBER = re.compile(
    r"[-+(\u2212]*\s*(?P<before>[^\d\s.,()+\-']{0,4})\s*[-+(\u2212]*\s*(?P<number>\d[\d.,'\u2019\s]*|[.,]\d+)([eE][+-]?\d+)?"
    r"\s*(?P<after>[^\d\s.,()+\-']{0,4})\s*[-)\u2212]*"
)


@dataclass(frozen=True, slots=True)
class Looks:
    """How a file looks. `rows` are its first rows, `names` those of the header or else column_1, column_2 …

    `skip` are the lines of the file above its header, blank ones too, as the reader skips them.
    """

    path: Path
    encoding: str
    delimiter: str
    skip: int
    has_header: bool
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def has_mark(self) -> bool:
        """Whether a byte order mark says the encoding."""
        with self.path.open("rb") as stream:
            return stream.read(3).startswith(tuple(MARKS))

    def values(self, name: str) -> list[str]:
        """The values of a column, without empty cells."""
        place = self.names.index(name)
        return [row[place].strip() for row in self.rows if row[place].strip()]

    def distinct(self, name: str, paths: Sequence[Path]) -> set[str]:
        """The different texts of a column in all rows of several files of this look."""
        found: set[str] = set()
        place = self.names.index(name)
        for path in paths:
            with path.open(encoding=self.encoding, errors="replace", newline="") as stream:
                rows = csv_rows(islice(stream, self.skip, None), self.delimiter)
                found.update(row[place].strip() for row in rows if len(row) == len(self.names))
        return found - ({"", name} if self.has_header else {""})


def look(path: Path) -> Looks:
    """How the file looks.

    Raises:
        ValueError: it is empty or holds no table; one line that names the file.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE).removeprefix("\ufeff")
    if len(sample) == SAMPLE and "\n" in sample:
        sample = sample[: sample.rfind("\n") + 1]
    if not sample.strip():
        raise ValueError(f"{path.name} is empty")
    above = 1 if re.match(r'"?sep=."?\r?\n', sample, re.IGNORECASE) else 0
    lines = "".join(sample.splitlines(keepends=True)[above:])
    tables = {delimiter: _rows(lines, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda each: _fit(tables[each]))
    if not _fit(tables[delimiter])[0]:
        delimiter = OF_ONE_COLUMN
    rows = [row for _, row in tables[delimiter]]
    width = _width(rows)
    first = next((place for place, row in enumerate(rows) if len(row) == width), None)
    if first is None:
        raise ValueError(f"{path.name} holds no table")
    skip = above + tables[delimiter][first][0] if first else 0
    table = [tuple(row) for row in rows[first:] if len(row) == width and any(row)]
    has_header = _is_header(table)
    names = tuple(cell.strip() for cell in table[0]) if has_header else ()
    names = tuple(name or f"column_{place}" for place, name in enumerate(names or [""] * width, start=1))
    return Looks(path, encoding, delimiter, skip, has_header, names, tuple(table[has_header : MAX_ROWS + has_header]))


def encoding_of(path: Path) -> str:
    """The encoding of a file: by its byte order mark, its NULs or valid UTF-8; otherwise that of Windows."""
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
        if mark := next((mark for mark in MARKS if start.startswith(mark)), None):
            return MARKS[mark]
        if start.count(0) > len(start) / 5:
            return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while piece := stream.read(SAMPLE):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def odd_ones(count: int) -> int:
    """How many of so many values may have another form than the others: one may be a typing error or an `n/a`."""
    return (count + 5) // 10


def date_formats(values: Sequence[str]) -> list[str]:
    """All formats that nearly all values have, `iso` first; `excel` where they are whole numbers of our years."""
    return list(_date_formats(tuple(values)))


@lru_cache(maxsize=1000)
def _date_formats(values: tuple[str, ...]) -> tuple[str, ...]:
    if not _nearly_all(values, lambda value: any(map(str.isdigit, value))):
        return ()
    if _nearly_all(values, lambda value: bool(ISO.fullmatch(value))):
        return ("iso",)
    found = tuple(form for form in FORMATS if _nearly_all(values, partial(_is_date, form=form)))
    is_excel = not found and _nearly_all(values, lambda value: bool(EXCEL.fullmatch(value)))
    return ("excel",) if is_excel else found


def _nearly_all(values: Sequence[str], is_such: Callable[[str], bool]) -> bool:
    """Whether there are values, and no more than a few are not such; looks at no more of them than it must."""
    others = (value for value in values if not is_such(value))
    return bool(values) and next(islice(others, odd_ones(len(values)), None), None) is None


@dataclass(frozen=True, slots=True)
class Numbers:
    """How the numbers of a column are written; `decimal` is None where they do not say, `odd` are no numbers."""

    decimal: str | None
    thousands: str
    signs: tuple[str, ...]
    odd: int


def numbers(values: Sequence[str]) -> Numbers | None:
    """How numbers are written, None where the values are not nearly all numbers."""
    found = [NUMBER.fullmatch(value) for value in values]
    odd = found.count(None)
    if not values or odd > odd_ones(len(values)):
        return None
    texts = [match["number"].strip() for match in found if match]
    decimals = Counter(mark for text in texts for mark in ".," if _is_decimal(text, mark))
    decimal = max(decimals, key=lambda mark: decimals[mark]) if decimals else None
    groups = {mark for text in texts for mark in re.findall(r"(?<=\d)([.,'\u2019\s])(?=\d{3}(?!\d))", text)} - {decimal}
    thousands = {"\u2019": "'", "\u00a0": " ", "\u202f": " "}
    signs = {sign for match in found if match for sign in (match["before"], match["after"]) if sign}
    return Numbers(decimal, next((thousands.get(mark, mark) for mark in sorted(groups)), ""), tuple(sorted(signs)), odd)


def _is_decimal(text: str, mark: str) -> bool:
    """Whether a mark parts the decimals: it stands once and last, and not before just three digits."""
    head, found, tail = text.rpartition(mark)
    other = {".": ",", ",": "."}[mark]
    return bool(found) and mark not in head and other not in tail and (len(tail) != 3 or other in head)


def _is_date(value: str, form: str) -> bool:
    try:
        return 1950 <= datetime.strptime(value, form).year < 2100  # noqa: DTZ007
    except ValueError:
        return False


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of lines above it."""
    rows = csv_rows(StringIO(text, newline=""), delimiter)
    found, above = [], 0
    try:
        for row in rows:
            found.append((above, row))
            above = rows.line_num
    except csv.Error:
        return []
    return [(above, row) for above, row in found if row]


def _width(rows: list[list[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _fit(table: list[tuple[int, list[str]]]) -> tuple[bool, float]:
    """How well a delimiter fits: whether it parts anything, and the share of rows with the usual number of fields."""
    rows = [row for _, row in table]
    width = _width(rows)
    return width > 1, round(sum(len(row) == width for row in rows) / max(len(rows), 1), 2)


def _is_header(table: list[tuple[str, ...]]) -> bool:
    """Whether the first row names columns: texts, each once, and none that stands below in the same column."""
    first = [cell.strip() for cell in table[0]]
    named = [cell for cell in first if cell]
    if not named or len(set(named)) < len(named) or any(numbers([cell]) or date_formats([cell]) for cell in named):
        return False
    below = [{row[place].strip() for row in table[1:]} for place in range(len(first))]
    return not any(cell and cell in column for cell, column in zip(first, below, strict=True))
