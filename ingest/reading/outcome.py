"""Splits judged rows into rows that land, exact copies of them, and quarantined rows."""

from __future__ import annotations

import duckdb

from ingest.contracts import ROW_DIGEST, Table, tables
from ingest.reading.delivery import Delivered, key_text, label, literal, quoted
from ingest.reading.judging import Text, judged

FILE_ORDER = "_file, _line, _part"
NUMBER_OF_COPY = f"row_number() over (partition by _row_hash order by {FILE_ORDER})"


def outcome(
    connection: duckdb.DuckDBPyConnection,
    text: Text,
    missing: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Delivered:
    """The delivery of a judged table, as if it held all rows of the source."""
    table = text.table
    rows, quarantined = quoted(f"rows_{table.name}"), quoted(f"quarantined_{table.name}")
    made = [column.name for column in table.columns if column.source == ROW_DIGEST]
    delivered = _count(connection, judged(table))
    _tell_copies_apart(connection, table, made)
    columns = ", ".join(map(quoted, [*(column.name for column in table.columns), *text.unknown, "_row_hash"]))
    # Without a join DuckDB keeps the order in which the rows were read.
    connection.execute(f"""
        create or replace temp table {quarantined} as {_quarantined(table, made)};
        create or replace temp view {rows} as
        select {columns}, rowid as _position from {judged(table)} where _reason is null
    """)
    good, bad = _count(connection, rows), _count(connection, quarantined)
    copies = delivered - good - bad
    if copies:
        warnings = (*warnings, f"{label(table)}: {copies} exact copies of rows were left out")
    return Delivered(
        table=table,
        rows=rows,
        quarantined=quarantined,
        good_rows=good,
        quarantined_rows=bad,
        duplicate_rows=copies,
        missing_columns=missing,
        unknown_columns=tuple(text.unknown),
        warnings=warnings,
        notes=notes,
        tables=(judged(table), quarantined),
    )


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return connection.sql(f"select count(*) from {relation}").fetchall()[0][0]


def _tell_copies_apart(connection: duckdb.DuckDBPyConnection, table: Table, made: list[str]) -> None:
    """Leaves the first of equal rows; where equal rows are all meant, all of them, with their number in `made`."""
    good = f"from {judged(table)} where _reason is null"
    copies = f"""
        select rowid as _place, {NUMBER_OF_COPY} as _number {good}
        and _row_hash in (select _row_hash {good} group by _row_hash having count(*) > 1)
    """
    if not made:
        connection.execute(
            f"delete from {judged(table)} where rowid in (select _place from ({copies}) where _number > 1)"
        )
        return
    numbered = ", ".join(f"_row_hash || '-' || coalesce(_number, 1) as {quoted(name)}" for name in made)
    connection.execute(f"""
        create or replace temp table {judged(table)} as
        select judged.*, {numbered} from {judged(table)} as judged left join ({copies}) on _place = judged.rowid
        order by judged.rowid
    """)


def _quarantined(table: Table, made: list[str]) -> str:
    """SQL of the rows quarantined, as the quarantine contract wants them; copies of one another once."""
    contract = next(other for other in tables(table.system) if other.name == "quarantine")
    required = [quoted(name) for name in table.key if table.column(name).required]
    # An unreadable part of the key is NULL, like an empty part: such a key could be that of another row.
    parsed = [f"_column is distinct from {literal(name)}" for name in table.key]
    is_known = " and ".join([*(f"{name} is not null" for name in required), *parsed])
    key = "null" if made else f"case when {is_known} then {key_text(table)} end"
    values = {
        "table_name": literal(table.name),
        "row_digest": "_row_hash",
        "file_name": "_file",
        "line_number": "_line",
        "row_key": key,
        "column_name": "_column",
        "reason": "_reason",
        "raw": "_raw",
    }
    columns = ", ".join(f"({values[column.name]})::{column.type} as {column.name}" for column in contract.columns)
    return f"""
        select {columns} from {judged(table)} where _reason is not null
        qualify {NUMBER_OF_COPY} = 1 order by {FILE_ORDER}
    """
