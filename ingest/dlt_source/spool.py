"""Runs a resource and writes its rows, piece by piece, as a CSV file of plain texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.feather as pa_feather

from ingest.dlt_source.watermark import moment
from ingest.reading.delivery import SourceError

PIECE_ROWS = 10_000


@dataclass(slots=True)
class Spool:
    """The rows of one resource on their way into a file.

    `nested` are the columns that a mapping takes out of nested objects, by their path with dots; all else that is
    nested is written as JSON. `columns` are those that are there for sure, then those found. `newest` is the cursor's.
    """

    where: str
    place: str
    nested: frozenset[str] = frozenset()
    cursor: str | None = None
    columns: dict[str, None] = field(default_factory=dict)
    newest: Any = None
    rows: int = 0

    def write(self, items: Iterable[Any], path: Path) -> None:
        """Writes all rows to `path`, a CSV file with a header.

        Raises:
            SourceError: an item is no row with named columns, or the cursor holds no times.
        """
        with TemporaryDirectory() as temporary:
            pieces: list[Path] = []
            rows = self._flat(items)
            while piece := list(islice(rows, PIECE_ROWS)):
                pieces.append(Path(temporary) / str(len(pieces)))
                pa_feather.write_feather(self._texts(piece), pieces[-1])
            if self.cursor and self.rows and self.cursor not in self.columns:
                raise SourceError(self.where, f"the column {self.cursor} is not there", f"Correct {self.place}")
            self._join(pieces, path)

    def _flat(self, items: Iterable[Any]) -> Iterator[dict[str, Any]]:
        for row in _rows(items, self.where):
            self.rows += 1
            yield dict(self._named(row, ""))

    def _named(self, row: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for key, value in row.items():
            name = f"{prefix}{key}"
            if isinstance(value, dict) and any(path.startswith(f"{name}.") for path in self.nested):
                yield from self._named(value, f"{name}.")
            else:
                yield name, value

    def _texts(self, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
        """A piece as columns of texts."""
        for row in rows:
            self.columns.update(dict.fromkeys(row))
        if self.cursor:
            self._advance(self.cursor, [row.get(self.cursor) for row in rows])
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = [pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names]
        return pa.Table.from_arrays(columns, names=names)

    def _advance(self, cursor: str, values: Iterable[Any]) -> None:
        where = f"{self.where}.{cursor}"
        remedy = f"Correct {self.place}: without `incremental` all rows are read"
        there = [value for value in (self.newest, *values) if value is not None]
        self.newest = max(there, key=lambda value: moment(value, where, remedy), default=None)

    def _join(self, pieces: Sequence[Path], path: Path) -> None:
        """The pieces one below the other; a row has nothing in a column that its piece does not have."""
        names = list(self.columns)
        schema = pa.schema([(name, pa.string()) for name in names])
        options = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(names)
        with path.open("ab") as file, pa_csv.CSVWriter(file, schema, write_options=options) as writer:
            for each in pieces:
                piece = pa_feather.read_table(each)
                empty = pa.nulls(len(piece), pa.string())
                columns = [piece[name] if name in piece.column_names else empty for name in names]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _rows(items: Iterable[Any], where: str) -> Iterator[Mapping[str, Any]]:
    """The rows of what a resource gives: dictionaries, or tables of Arrow or pandas."""
    for given in items:
        item = getattr(given, "data", given) if type(given).__module__.startswith("dlt.") else given
        if isinstance(item, pd.DataFrame):
            item = pa.Table.from_pandas(item, preserve_index=False)
        if isinstance(item, pa.Table | pa.RecordBatch):
            for start in range(0, item.num_rows, PIECE_ROWS):
                yield from item.slice(start, PIECE_ROWS).to_pylist()
        elif isinstance(item, Mapping):
            yield item
        else:
            what = f"it gives a {type(item).__name__} where a row with named columns is needed"
            raise SourceError(where, what, "Correct the source")


def _text(value: Any) -> str | None:
    """A value as the casts read it: decimals exact, times in UTC where they say their zone."""
    if value is None or isinstance(value, str):
        return value
    write = next((write for types, write in _TEXTS if isinstance(value, types)), str)
    return write(value)


def _time(value: datetime) -> str:
    return (value.astimezone(UTC) if value.tzinfo else value).isoformat()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_text)


# The first that fits: a bool is an int, and a datetime is a date.
_TEXTS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    (Decimal, lambda value: format(value, "f")),
    (datetime, _time),
    (date, date.isoformat),
    (bytes | memoryview, lambda value: bytes(value).hex()),
    (dict | list | tuple, _json),
)
