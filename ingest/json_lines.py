"""Reads files of one JSON object a line: each object as text, with its file and its line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from ingest.contracts import Table
from ingest.delivery import SourceError, label, literal, quoted
from ingest.export_folder import EXPORT_AGAIN, ExportFolder
from ingest.text_checks import NEWLINE, checked_bytes, pieces

# A double holds 15 digits for sure; JSON numbers with more may come out of the JSON functions changed.
SAFE_LENGTH = 15
LONG_NUMBER = rf"\d[\d.]{{{SAFE_LENGTH},}}"
# A NUL cannot be kept in a text; a backslash before it makes it something else.
ESCAPED_NUL = r"(^|[^\\])(\\\\)*\\u0000"
LINES = pa.schema(
    [("_file", pa.dictionary(pa.int32(), pa.string())), ("_line", pa.int64()), ("line", pa.large_string())]
)


def register_objects(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, paths: Sequence[Path], table: Table
) -> str:
    """Offers the objects of all files as a relation with `_file`, `_line`, `_part` and `object`, and returns its name.

    A file without a byte is a file without objects. A line that was cut off is no whole object and is refused.

    Raises:
        SourceError: a file is not UTF-8, a line is no JSON object, or the manifest promises another number of objects.
    """
    # The lines are not copied, and each query parses them again: that costs less time than keeping parsed objects, and
    # no memory (1 M events: 0.5 s a query).
    connection.register("delivered_lines", pa.concat_tables([_lines(path, table) for path in paths]))
    connection.execute("create temp view lines as select * from delivered_lines where regexp_matches(line, '\\S')")
    _check_lines(connection, folder, paths, table)
    connection.register("exact_lines", _exact_lines(connection))
    name = quoted(f"objects_{table.name}")
    connection.execute(f"""
        create temp view {name} as
        select _file, _line, 0 as _part, coalesce(exact_lines.line, lines.line) as object
        from lines left join exact_lines using (_file, _line)
    """)
    return name


def _lines(path: Path, table: Table) -> pa.Table:
    """The lines of a file without copying them: its bytes are the text, its line ends the offsets."""
    if path.stat().st_size == 0:
        return LINES.empty_table()
    data = checked_bytes(path, f"{label(table)}: {path.name}")
    ends = [np.flatnonzero(piece == NEWLINE) + start + 1 for start, piece in pieces(data)]
    offsets = np.concatenate([[0], *ends, [] if data[-1] == NEWLINE else [len(data)]]).astype(np.int64)
    count = len(offsets) - 1
    lines = pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))
    names = pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), [path.name])
    return pa.table([names, np.arange(1, count + 1), lines], schema=LINES)


def _check_lines(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, paths: Sequence[Path], table: Table
) -> None:
    is_whole = "coalesce(json_type(try_cast(line as json)) = 'OBJECT', false)"
    has_nul = f"contains(line, '\\u0000') and regexp_matches(line, {literal(ESCAPED_NUL)})"
    found = connection.sql(f"""
        select _file, count(*), min(_line) filter (not {is_whole}), min(_line) filter ({has_nul})
        from lines group by _file
    """).fetchall()
    counts = {file: count for file, count, _, _ in found}
    for file, _, broken, nul in sorted(found):
        if broken:
            raise SourceError(f"{label(table)}: {file} line {broken}", "this is no whole JSON object", EXPORT_AGAIN)
        if nul:
            raise SourceError(f"{label(table)}: {file} line {nul}", "there is a NUL character", EXPORT_AGAIN)
    for path in paths:
        promised, count = folder.promised_rows(path), counts.get(path.name, 0)
        if promised is not None and promised != count:
            what = f"there are {count} objects where the manifest promises {promised}"
            raise SourceError(f"{label(table)}: {path.name}", what, EXPORT_AGAIN)


def _exact_lines(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The few lines that hold a long number, with such numbers as texts."""

    def number(digits: str) -> str | float:
        return float(digits) if len(digits) <= SAFE_LENGTH else digits

    found = connection.sql(f"select * from lines where regexp_matches(line, {literal(LONG_NUMBER)})").to_arrow_table()
    exact = [
        json.dumps(json.loads(line, parse_float=number, parse_constant=str))
        for line in found.column("line").to_pylist()
    ]
    columns = [found.column("_file").cast(LINES.field("_file").type), found.column("_line"), exact]
    return pa.table(columns, schema=LINES)
