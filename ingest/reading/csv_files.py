"""Reads a CSV file as text, columns matched by header name. Values are unchanged; an empty field is NULL."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from ingest.configuration.plain_files import likely_delimiter
from ingest.configuration.printable import listed
from ingest.contracts import ROW_DIGEST, Table
from ingest.reading.csv_structure import Records, find_records, first_line
from ingest.reading.delivery import SourceError, label
from ingest.reading.export_folder import EXPORT_AGAIN
from ingest.reading.text_checks import Content, checked_content

BLOCK = 8_000_000
# DuckDB's name for the position of a row, unless a column has this name.
PLACE_OF_ROW = "rowid"
# Python's csv module refuses a field of more than 131,072 characters unless another limit is set.
LONGEST_FIELD = 2**31 - 1
MAX_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file whose structure was found sound: `records` are data only, `header` is without outer spaces."""

    path: Path
    delimiter: str
    header: tuple[str, ...]
    offset: int
    records: Records
    where: str

    @property
    def open_field(self) -> str | None:
        """The text of the last field where no line break follows it; None where one does."""
        if (last := self.records.open) is None:
            return None
        if not len(self.records):
            return ""
        with self.path.open("rb") as stream:
            stream.seek(last.start - last.end, SEEK_END)
            record = stream.read().decode("utf-8")
        return next(csv_rows([record], self.delimiter, strict=True))[-1]

    @property
    def row_count(self) -> int:
        """Rows of data."""
        return int(np.count_nonzero(~self.records.is_empty))

    def batches(self) -> pa.RecordBatchReader:
        """The records as text columns c0, c1, … and `_line`, the physical line where each begins; read as consumed."""
        names = [f"c{index}" for index in range(len(self.header))]
        schema = pa.schema([*((name, pa.string()) for name in names), ("_line", pa.int64())])
        return pa.RecordBatchReader.from_batches(schema, self._batches(names, schema))

    def _batches(self, names: list[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        if not len(self.records):
            return
        row = 0
        with self.path.open("rb") as stream:
            stream.seek(self.offset)
            reader = pa_csv.open_csv(
                stream,
                # A block holds the longest record twice, so that a huge field cannot straddle two block borders.
                pa_csv.ReadOptions(column_names=names, block_size=max(BLOCK, 2 * self.records.longest + 2)),
                pa_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
                pa_csv.ConvertOptions(
                    column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=[""]
                ),
            )
            for batch in reader:
                these = slice(row, row + len(batch))
                row += len(batch)
                rows = pa.RecordBatch.from_arrays([*batch.columns, pa.array(self.records.lines[these])], schema=schema)
                is_empty = self.records.is_empty[these]
                yield rows.filter(pa.array(~is_empty)) if is_empty.any() else rows


def open_csv(path: Path, table: Table, delimiter: str | None = None, names: tuple[str, ...] = ()) -> CsvFile:
    """The CSV file, its structure checked.

    Args:
        delimiter: None is the one that its first line shows, a comma or a tab.
        names: what its columns are called, by position, where the file has no header.

    Raises:
        SourceError: the file is empty, not UTF-8, cut off or not RFC 4180, a header stands twice, or there is another
            number of columns than names.
    """
    where = f"{label(table)}: {path.name}"
    content = checked_content(path, where)
    delimiter = delimiter or likely_delimiter(first_line(content))
    records = find_records(content, ord(delimiter), where)
    refuse_too_many(records.fields, where)
    if not names:
        header = _header(content, records, delimiter, where)
        rest = records.after(records.header.place + 1)
        return CsvFile(path, delimiter, header, content.begin + records.header.end + 1, rest, where)
    if records.fields != len(names):
        what = f"there are {records.fields} fields where {len(names)} columns are named"
        raise SourceError(f"{where} line {records.lines[0]}", what, EXPORT_AGAIN)
    return CsvFile(path, delimiter, names, content.begin + records.first.start, records, where)


def refuse_too_many(columns: int, where: str) -> None:
    """Refuses a table of more columns than can be read in bounded memory."""
    if columns > MAX_COLUMNS:
        raise SourceError(where, f"there are {columns:,} columns", f"Export at most {MAX_COLUMNS:,} columns")


def _header(content: Content, records: Records, delimiter: str, where: str) -> tuple[str, ...]:
    """The names in the header, each once."""
    record = content.read(records.header.start, records.header.end).tobytes().decode("utf-8")
    header = tuple(name.strip() for name in next(csv_rows([record], delimiter, strict=True)))
    seen: set[str] = set()
    for name in filter(None, map(str.lower, header)):
        if name in seen:
            line = records.lines[records.header.place]
            raise SourceError(f"{where} line {line}", f"the header {name!r} occurs twice", "Keep one of the columns")
        seen.add(name)
    return header


def csv_rows(lines: Iterable[str], delimiter: str, strict: bool = False) -> Any:
    """Python's reader of CSV lines, for fields of any length."""
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


@dataclass(frozen=True, slots=True)
class Matched:
    """The places of the landed columns in a file; `unknown` are the file's own columns by their landed name."""

    known: Mapping[str, tuple[int, ...]]
    unknown: Mapping[str, int]
    missing: tuple[str, ...]


class MissingColumnError(SourceError):
    """Headers that must be there and are not."""

    def __init__(self, file: CsvFile, headers: list[str]) -> None:
        what = f"the column {' and '.join(headers)} is not there (found: {listed(file.header)})"
        super().__init__(f"{file.where} line 1", what, "Export the file with that column")
        self.headers = headers


def match_columns(
    file: CsvFile, table: Table, headers: Mapping[str, tuple[str, ...]], required: frozenset[str]
) -> Matched:
    """Matches the contract with the header of a file: exactly first, then without regard to case.

    Args:
        headers: landed column name -> the headers it should have in this file (several where it is made of several).
        required: landed columns that must be there.

    Raises:
        SourceError: a required column is not there.
    """
    places = {name.lower(): place for place, name in enumerate(file.header)}
    places |= {name: place for place, name in enumerate(file.header)}
    wanted = {
        name: {header: places.get(header, places.get(header.lower())) for header in parts}
        for name, parts in headers.items()
    }
    if absent := _absent(wanted, required):
        raise MissingColumnError(file, absent)
    known = {name: tuple(parts.values()) for name, parts in wanted.items() if None not in parts.values()}
    used = {place for parts in known.values() for place in parts}
    taken = {column.name for column in table.columns}
    unknown: dict[str, int] = {}
    for place in sorted(set(range(len(file.header))) - used):
        unknown[landed_name(file.header[place] or f"column {place + 1}", taken | set(unknown))] = place
    missing = tuple(column.name for column in table.columns if column.source != ROW_DIGEST and column.name not in known)
    return Matched(known, unknown, missing)


def _absent(wanted: Mapping[str, Mapping[str, int | None]], required: frozenset[str]) -> list[str]:
    """Headers of required columns that the file does not have, each once."""
    found = [header for name in required for header, place in wanted[name].items() if place is None]
    return sorted(set(found))


def landed_name(header: str, taken: set[str]) -> str:
    """The header in snake_case, letters a to z only; numbered where that name is taken.

    A name never begins with `_`, as our own columns do, never contains `__`, which marks a personal-data table, and is
    never DuckDB's name for the position of a row.
    """
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", plain)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:60].rstrip("_") or "column"
    name = f"c_{name}" if name[0].isdigit() else name
    number, result = 1, name
    while result in taken | {PLACE_OF_ROW}:
        number += 1
        result = f"{name}_{number}"
    return result
