"""Casts the text of a table strictly and notes for each row why it must be quarantined, if it must."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.contracts import ROW_DIGEST, Column, Table, Type
from ingest.reading import casts
from ingest.reading.delivery import key_text, literal, quoted
from ingest.systems import SYSTEMS

# Long texts are cut in the quarantine: it is read by people.
RAW_LENGTH = 500
# One to three digits, then groups of three: a point before thousands, or an amount of three decimals.
GROUPED = r"[+-]?[1-9]\d{0,2}(\.\d{3})+"
SPACES = " \t\u00a0"
MEMORY_LIMIT = "1GB"
MAX_THREADS = 8


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one table as SQL: what to select from, and the text expression of each landed column delivered.

    `relation` offers `_file`, `_line` and `_part` (the position in the parent, 0 where there is none).
    `headers` are the names at the source, for messages, `hints` say where a text that is no value can be corrected;
    `unknown` are the columns outside the contract.
    """

    table: Table
    relation: str
    columns: Mapping[str, str]
    headers: Mapping[str, str]
    unknown: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def workspace() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory for the work of one load. What does not fit its limit waits in a temporary folder.

    A time without a zone is UTC in it. The limit is that of DuckDB's buffers, not of the process.
    """
    with (
        tempfile.TemporaryDirectory(prefix="plumbline-") as folder,
        duckdb.connect(config={"temp_directory": folder, "memory_limit": MEMORY_LIMIT}) as connection,
    ):
        # A thread wants 125 MB to work with.
        connection.execute(f"set TimeZone = 'UTC'; set threads = {min(MAX_THREADS, os.cpu_count() or 1)}")
        yield connection


@contextmanager
def private_workspace(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A workspace with a separate folder for temporary files, its own and those of readers, because they are personal.

    What a killed process left there is removed first: the run's lock keeps others out.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        with workspace() as connection:
            yield connection
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


def work_dir(connection: duckdb.DuckDBPyConnection) -> Path:
    """A folder for files that are needed as long as the workspace is open."""
    (folder,) = connection.sql("select current_setting('temp_directory')").fetchall()[0]
    return Path(folder)


def judged(table: Table) -> str:
    """The temporary table that holds a table's judged rows, as SQL."""
    return quoted(f"judged_{table.name}")


def judge(connection: duckdb.DuckDBPyConnection, text: Text) -> None:
    """Keeps the judged rows: contract columns, unknown columns, `_file`, `_line`, `_part`, `_row_hash`.

    `_column`, `_reason` and `_raw` are filled for a row that must be quarantined. The form of each amount is kept too:
    `whole`, `grouped` (3.975, which may be thousands) or `decimal`.
    """
    read = [column for column in text.table.columns if column.source != ROW_DIGEST]
    texts = [f"{_text(text, column)} as {_as_text(column.name)}" for column in read]
    texts += [f"{expression} as {quoted(name)}" for name, expression in text.unknown.items()]
    typed = ", ".join(f"{casts.cast(column, _as_text(column.name))} as {quoted(column.name)}" for column in read)
    objections = {column: case for column in read if (case := _objection(column))}
    reasons = ", ".join(f"case {case.format(*_reasons(text, column))} end" for column, case in objections.items())
    culprits = ", ".join(f"case {case.format(*[literal(column.name)] * 3)} end" for column, case in objections.items())
    landed = [quoted(name) for name in (*(column.name for column in read), *text.unknown)]
    forms = "".join(f", {_form(column)} as {form(column)}" for column in read if column.type is Type.MONEY)
    as_text = [*(_as_text(column.name) for column in read), *map(quoted, text.unknown)]
    connection.execute(f"""
        create or replace temp table {judged(text.table)} as
        with texts as (select _file, _line, _part, {", ".join(texts)} from {text.relation}),
        typed as (select *, {typed} from texts),
        objected as (select *, nullif(concat_ws('; ', {reasons}), '') as _reason from typed)
        select {", ".join(landed)}, _file, _line, _part, _reason,
            case when _reason is not null then coalesce({culprits}) end as _column,
            case when _reason is not null then {_shown(text, _as_text)} end as _raw,
            case when _reason is null then {digest(landed)} else {digest(as_text)} end as _row_hash{forms}
        from objected
    """)


def form(column: Column) -> str:
    """The column of judged rows that holds the form of an amount."""
    return quoted(f"_form of {column.name}")


def _form(column: Column) -> str:
    text = f"trim({_as_text(column.name)})"
    # The pattern is compared only where the fourth last character is a point: it costs ten times as much.
    return (
        f"case when {text}[-4] = '.' and regexp_full_match({text}, {literal(GROUPED)}) then 'grouped' "
        f"when contains({text}, '.') then 'decimal' when {text} is not null then 'whole' end"
    )


def quarantine(connection: duckdb.DuckDBPyConnection, text: Text, condition: str, reason: str) -> None:
    """Quarantines judged rows, for a reason that lies outside of them."""
    connection.execute(f"""
        update {judged(text.table)} set _reason = {literal(reason)}, _raw = {_shown(text, quoted)}
        where _reason is null and {condition}
    """)


def quarantine_contradictions(connection: duckdb.DuckDBPyConnection, text: Text) -> None:
    """Quarantines all rows of a key whose rows differ: the correct one cannot be determined."""
    key = key_text(text.table)
    several = f"""
        select {key} from {judged(text.table)} where _reason is null group by 1 having min(_row_hash) < max(_row_hash)
    """
    quarantine(connection, text, f"{key} in ({several})", "another row has the same key and other values")


def _as_text(name: str) -> str:
    return quoted(f"{name} as text")


def _text(text: Text, column: Column) -> str:
    """The delivered text of a column, empty as NULL: an id trimmed and long, of a column with `keep` what it keeps."""
    expression = text.columns.get(column.name, "null::varchar")
    if column.type is Type.TEXT and (column.name in text.table.key or column.is_id):
        trimmed = f"nullif(trim({expression}, {literal(SPACES)}), '')"
        return casts.long_id(trimmed) if SYSTEMS[text.table.system].has_salesforce_ids else trimmed
    if column.keep:
        return f"nullif(regexp_extract({expression}, {literal(column.keep)}), '')"
    return expression


def _objection(column: Column) -> str:
    """The branches of a CASE that finds a bad value; its results are left open: unreadable, empty, out of bounds."""
    text, value = _as_text(column.name), quoted(column.name)
    branches = []
    if casts.can_fail(column):
        branches.append(f"when {text} is not null and {value} is null then {{0}}")
    if column.required:
        branches.append(f"when {text} is null then {{1}}")
    limits = {"<": column.minimum, "<=": column.above, ">": column.maximum}
    branches += [f"when {value} {sign} {limit} then {{2}}" for sign, limit in limits.items() if limit is not None]
    return " ".join(branches)


def _reasons(text: Text, column: Column) -> tuple[str, ...]:
    header = text.headers.get(column.name, column.source)
    unreadable = casts.reason(column) if casts.can_fail(column) else ""
    hint = f" ({text.hints[column.name]})" if column.name in text.hints else ""
    whats = (f"{unreadable}{hint}", "required and empty", f"not {column.bounds}{hint}")
    return tuple(literal(f"{header}: {what}") for what in whats)


def digest(columns: Iterable[str]) -> str:
    """One digest over values, each with its name and length so that no two rows read alike; NULL leaves no trace.

    So a row keeps its digest when a column appears in a later export and is empty in that row.
    """
    parts = ", ".join(
        f"{literal(column)} || length({column}::varchar) || ':' || {column}::varchar" for column in sorted(columns)
    )
    return f"left(sha256(concat({parts})), 32)"


def _shown(text: Text, reference: Callable[[str], str]) -> str:
    """The row as JSON for the quarantine, without what may be personal."""
    fields = {
        text.headers.get(column.name, column.source): reference(column.name)
        for column in text.table.columns
        if not column.personal and column.source != ROW_DIGEST
    }
    if not text.table.personal_columns:
        fields |= {name: quoted(name) for name in text.unknown}
    pairs = ", ".join(f"{literal(name)}, left({value}::varchar, {RAW_LENGTH})" for name, value in fields.items())
    return f"json_object({pairs})::varchar"
