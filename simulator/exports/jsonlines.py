"""Rows as JSON objects, one a line; a key without a value is left out, as the services do."""

from __future__ import annotations

from itertools import count, takewhile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from simulator.exports.files import Column, Columns

BATCH = 50_000  # lines held as text at a time


def append_jsonl(path: Path, columns: Columns) -> None:
    """Adds one object a line to the file."""
    table = pa.table(dict(columns))
    with path.open("ab") as file:
        for start in takewhile(lambda start: start < len(table), count(0, BATCH)):
            file.write(_lines(table.slice(start, BATCH)))


def _lines(table: pa.Table) -> memoryview:
    objects = _objects({name: table[name].combine_chunks() for name in table.column_names})
    lines = pc.binary_join_element_wise(objects, "\n", "")
    _, offsets, data = lines.buffers()
    end = memoryview(offsets).cast("i")[len(lines)]
    return memoryview(data)[:end]


def _objects(columns: Columns) -> pa.Array:
    """Each pair brings its comma along, and the first comma is taken away again."""
    pairs = []
    for name, value in columns.items():
        pair = pc.binary_join_element_wise(f',"{name}":', _values(value), "")
        pairs.append(pc.fill_null(pair, ""))
    objects = pc.binary_join_element_wise("{", *pairs, "}", "")
    return pc.replace_substring(objects, "{,", "{", max_replacements=1)


def _values(column: Column) -> pa.Array:
    """JSON text of each value, null for none."""
    if pa.types.is_struct(column.type):
        written = _objects(dict(zip(column.type.names, column.flatten(), strict=True)))
        return pc.if_else(column.is_valid(), written, pa.scalar(None, pa.string()))
    if pa.types.is_list(column.type):
        first = column.offsets[0].as_py()
        offsets = pc.subtract(column.offsets, first)
        inside = pc.binary_join(pa.ListArray.from_arrays(offsets, _values(column.flatten())), ",")
        return pc.binary_join_element_wise("[", inside, "]", "")
    if pa.types.is_string(column.type):
        escaped = pc.replace_substring(pc.replace_substring(column, "\\", "\\\\"), '"', '\\"')
        return pc.binary_join_element_wise('"', escaped, '"', "")
    return column.cast(pa.string())
