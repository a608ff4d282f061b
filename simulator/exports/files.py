"""Columns in the forms that the real systems export, and CSV files of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from simulator.clock import DAY, NEVER
from simulator.draws import NO_AMOUNT, Bools, Floats, Ints

Column = pa.Array | pa.ChunkedArray
Columns = Mapping[str, Column]


def pick(labels: Sequence[str] | pa.Array, code: Ints) -> pa.Array:
    """The label at each position; a negative position and an empty label are empty."""
    array = labels if isinstance(labels, pa.Array) else pa.array([label or None for label in labels], pa.string())
    return array.take(pa.array(code, mask=code < 0))


def same(label: str | None, count: int) -> pa.Array:
    """The label `count` times."""
    return pa.repeat(pa.scalar(label, pa.string()), count)


def text(*parts: str | pa.Array) -> pa.Array:
    """The parts joined; empty where one of them is."""
    return pc.binary_join_element_wise(*parts, "")


def money(cents: Ints) -> pa.Array:
    """Cents as a decimal with two places; NO_AMOUNT is empty."""
    halves = np.stack([cents, cents >> 63], axis=1)  # 128 bits, low half first
    array = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(halves)])
    return pc.if_else(pa.array(cents == NO_AMOUNT), pa.scalar(None, array.type), array)


def rate(value: Floats, places: int = 6) -> pa.Array:
    """Numbers rounded to so many places."""
    return pa.array(np.round(value, places))


def flag(value: Bools) -> pa.Array:
    """`true` or `false` as Salesforce writes them."""
    return pc.if_else(pa.array(value), "true", "false")


def instant(at: Ints) -> pa.Array:
    """`2025-03-01T09:30:00.000Z`; empty for what never happens."""
    # Casting and replacing is twenty times faster than strftime.
    written = pa.array(at * 1000, pa.timestamp("ms"), mask=at >= NEVER).cast(pa.string())
    return text(pc.replace_substring(written, " ", "T"), "Z")


def iso_date(day: Ints) -> pa.Array:
    """`2025-03-01`; empty for what never happens."""
    return pa.array(day.astype(np.int32), pa.date32(), mask=day >= NEVER // DAY).cast(pa.string())


def xero_time(at: Ints) -> pa.Array:
    """`/Date(1511893792000+0000)/`, as Xero writes instants and, at midnight, dates; empty for what never happens."""
    milliseconds = pa.array(at * 1000, mask=at >= NEVER).cast(pa.string())
    return text("/Date(", milliseconds, "+0000)/")


def children(parent: Ints, count: int, columns: Columns) -> pa.ListArray:
    """Nested objects for each of `count` parents; the rows are sorted by parent."""
    offsets = np.searchsorted(parent, np.arange(count + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), nested(columns))


def only(rows: Bools, columns: Columns) -> Columns:
    """Those rows of the columns."""
    return columns if rows.all() else {name: column.filter(pa.array(rows)) for name, column in columns.items()}


def nested(columns: Columns) -> pa.StructArray:
    """One nested object per row."""
    return pa.StructArray.from_arrays(list(columns.values()), names=list(columns))


def append_csv(path: Path, columns: Columns) -> None:
    """Adds rows to the file, to a new one with a header; text is quoted, an empty value is nothing between commas."""
    options = csv.WriteOptions(include_header=not path.exists())
    with path.open("ab") as file:
        csv.write_csv(pa.table(dict(columns)), file, options)
