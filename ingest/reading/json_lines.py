"""Reads files of JSON objects, mostly one a line: each object as text, with its file and its line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.contracts import Table
from ingest.reading.delivery import SourceError, label, literal, quoted
from ingest.reading.export_folder import EXPORT_AGAIN, ExportFolder
from ingest.reading.json_objects import DECODER, SAFE_LENGTH, Numbers, Spelling, write_objects
from ingest.reading.judging import work_dir
from ingest.reading.text_checks import NEWLINE, Content, checked_content

# JSON numbers with more digits may come out of the JSON functions changed.
LONG_NUMBER = rf"[:,\[]\s*-?\d[\d.]{{{SAFE_LENGTH},}}"
# A NUL cannot be kept in a text; a backslash before it makes it something else.
ESCAPED_NUL = r"(^|[^\\])(\\\\)*\\u0000"
LINES = pa.schema([("_file", pa.string()), ("_line", pa.int64()), ("line", pa.large_string())])


@dataclass(frozen=True)
class Lines:
    """The lines of files as a relation that DuckDB reads as often as it is asked for, in pieces, and holds none of.

    `numbers` are those of the lines of a file that is a copy, by its place, as they were before.
    """

    contents: Sequence[Content]
    numbers: Mapping[int, Numbers] = field(default_factory=dict)
    has_long_numbers: bool = False

    def __arrow_c_schema__(self) -> Any:
        return LINES.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        batches = (
            batch
            for place, content in enumerate(self.contents)
            for batch in self._batches(content, self.numbers.get(place))
        )
        return pa.RecordBatchReader.from_batches(LINES, batches).__arrow_c_stream__(requested_schema)

    def _batches(self, content: Content, known: Numbers | None) -> Iterator[pa.RecordBatch]:
        """The bytes of each piece are the text, its line ends the offsets; what follows the last one waits."""
        waiting, number = np.empty(0, np.uint8), 1
        for start, piece in content.pieces():
            data = np.concatenate([waiting, piece])
            ends = np.flatnonzero(data == NEWLINE) + 1
            if start + len(piece) == content.size and data[-1] != NEWLINE:
                ends = np.append(ends, len(data))
            offsets = np.concatenate([[0], ends]).astype(np.int64)
            lines = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
            if self.has_long_numbers:
                lines = _with_exact_numbers(lines)
            numbers = np.arange(number, number + len(ends)) if known is None else known[number - 1 :][: len(ends)]
            yield pa.RecordBatch.from_arrays([pa.repeat(content.path.name, len(ends)), numbers, lines], schema=LINES)
            waiting, number = data[offsets[-1] :], number + len(ends)


def register_objects(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, paths: Sequence[Path], table: Table
) -> str:
    """Offers the objects of all files as a relation with `_file`, `_line`, `_part` and `object`, and returns its name.

    A file without a byte is a file without objects. A file whose lines are not objects of the contract is read from a
    copy that holds the objects in it, one a line. A line that was cut off is no whole object and is refused.

    Raises:
        SourceError: a file is not UTF-8, a line holds no JSON objects, or the manifest promises another number of them.
    """
    # Each query reads and parses the lines again: that costs less time than keeping parsed objects, and no memory.
    contents = [checked_content(path, f"{label(table)}: {path.name}") for path in paths if path.stat().st_size]
    spelling, numbers = Spelling.of(table), {}
    connection.register("delivered_lines", Lines(contents))
    is_filled = "regexp_matches(line, '\\S')"
    connection.execute(f"create or replace temp view lines as select * from delivered_lines where {is_filled}")
    others = _files_of_other_lines(connection, spelling)
    for place, content in enumerate(contents):
        if content.path.name in others:
            where, copy = f"{label(table)}: {content.path.name}", work_dir(connection) / table.name / content.path.name
            numbers[place] = write_objects(content.path, copy, spelling, where)
            contents[place] = Content(copy, 0, copy.stat().st_size)
    connection.register("delivered_lines", Lines(contents, numbers))
    has_long_numbers = _check_lines(connection, folder, paths, table)
    connection.register("delivered_lines", Lines(contents, numbers, has_long_numbers))
    name = quoted(f"objects_{table.name}")
    objects = "select _file, _line, 0 as _part, line as object from lines"
    connection.execute(f"create or replace temp view {name} as {objects}")
    return name


def _files_of_other_lines(connection: duckdb.DuckDBPyConnection, spelling: Spelling) -> set[str]:
    """The files with a line that is not an object with the key."""
    is_plain = f"json_exists(try_cast(line as json), {literal('/' + spelling.key)})"
    found = connection.sql(f"select distinct _file from lines where not coalesce({is_plain}, false)").fetchall()
    return {file for (file,) in found}


def _check_lines(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, paths: Sequence[Path], table: Table
) -> bool:
    """Refuses a NUL and another number of objects than promised; tells whether some line holds a long number."""
    has_nul = f"contains(line, '\\u0000') and regexp_matches(line, {literal(ESCAPED_NUL)})"
    found = connection.sql(f"""
        select _file, count(*), min(_line) filter ({has_nul}), bool_or(regexp_matches(line, {literal(LONG_NUMBER)}))
        from lines group by _file
    """).fetchall()
    counts = {file: count for file, count, *_ in found}
    for file, _, nul, _ in sorted(found):
        if nul:
            what = "there is a NUL character"
            raise SourceError(f"{label(table)}: {file} line {nul}", what, "Remove it at the source and export again")
    for path in paths:
        promised, count = (folder.promise(path) or {}).get("rows"), counts.get(path.name, 0)
        if promised is not None and promised != count:
            what = f"there are {count} objects where the manifest states {promised}"
            raise SourceError(f"{label(table)}: {path.name}", what, EXPORT_AGAIN)
    return any(has_long_number for *_, has_long_number in found)


def _with_exact_numbers(lines: pa.LargeStringArray) -> pa.LargeStringArray:
    """The lines, those few that hold a long number with such numbers as texts."""
    is_long = pc.match_substring_regex(lines, LONG_NUMBER)
    exact = [json.dumps(DECODER.decode(line)) for line in lines.filter(is_long).to_pylist()]
    return pc.replace_with_mask(lines, is_long, pa.array(exact, lines.type))
