"""Parts judged rows: those that land, exact copies of them, and those that are set aside."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from ingest.contracts import ROW_DIGEST, Table, tables
from ingest.delivery import Delivered, key_text, label, literal, quoted
from ingest.judging import Text, judged

# DuckDB reads a stream with several threads, so that the order of the rows in a table says nothing.
FILE_ORDER = "_file, _line, _part"
NUMBER_OF_COPY = f"row_number() over (partition by _row_hash order by {FILE_ORDER})"


def outcome(
    connection: duckdb.DuckDBPyConnection, text: Text, missing: tuple[str, ...] = (), warnings: tuple[str, ...] = ()
) -> Delivered:
    """What the loader is given of a judged table."""
    table = text.table
    made = [column.name for column in table.columns if column.source == ROW_DIGEST]
    landing = _landing(connection, table, made)
    personal = [column.name for column in table.personal_columns]
    rows = [column.name for column in table.landed_columns]
    (personal or rows).extend(text.unknown)
    landed = _select(connection, rows, landing)
    quarantined = _quarantined(connection, table, made)
    (delivered,) = connection.sql(f"select count(*) from {judged(table)}").fetchall()[0]
    copies = delivered - landed.num_rows - quarantined.num_rows
    if copies:
        warnings = (*warnings, f"{label(table)}: {copies} exact copies of rows were left out")
    return Delivered(
        table=table,
        rows=landed,
        persons=_select(connection, [*table.key, *personal], landing) if personal else None,
        quarantined=quarantined,
        delivered_rows=delivered,
        duplicate_rows=copies,
        missing_columns=missing,
        unknown_columns=tuple(text.unknown),
        warnings=warnings,
    )


def _landing(connection: duckdb.DuckDBPyConnection, table: Table, made: list[str]) -> str:
    """The rows that land, as SQL: the first of each digest; where equal rows are all meant, all of them, counted."""
    good = f"from {judged(table)} where _reason is null"
    if made:
        numbered = ", ".join(f"_row_hash || '-' || {NUMBER_OF_COPY} as {quoted(name)}" for name in made)
        return f"(select *, {numbered} {good})"
    rows, distinct = connection.sql(f"select count(*), count(distinct _row_hash) {good}").fetchall()[0]
    first = "" if rows == distinct else f" qualify {NUMBER_OF_COPY} = 1"
    return f"(select * {good}{first})"


def _select(connection: duckdb.DuckDBPyConnection, names: list[str], relation: str) -> pa.Table:
    columns = ", ".join(map(quoted, [*names, "_row_hash"]))
    return connection.sql(f"select {columns} from {relation} order by {FILE_ORDER}").to_arrow_table()


def _quarantined(connection: duckdb.DuckDBPyConnection, table: Table, made: list[str]) -> pa.Table:
    """Rows set aside, as the quarantine contract wants them; copies of one another once."""
    contract = next(other for other in tables(table.system) if other.name == "quarantine")
    required = [quoted(name) for name in table.key if table.column(name).required]
    # A part of the key that did not parse is NULL as an empty one is: such a key would name another row.
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
    return connection.sql(f"""
        select {columns} from {judged(table)} where _reason is not null
        qualify {NUMBER_OF_COPY} = 1 order by {FILE_ORDER}
    """).to_arrow_table()
