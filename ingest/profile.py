"""Counts what gate 1 is told of a delivery as a whole: rows, filled columns, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb
import pyarrow.compute as pc

from ingest.contracts import Column, Table
from ingest.delivery import Delivered, quoted


def own(delivered: Delivered) -> dict[str, int]:
    """The counts that the delivery of one table has in itself, without what landed before."""
    counts = {
        "delivered_rows": delivered.delivered_rows,
        "duplicate_rows": delivered.duplicate_rows,
        "quarantined_rows": delivered.delivered_rows - delivered.duplicate_rows - delivered.rows.num_rows,
    }
    for column in delivered.table.columns:
        rows = delivered.persons if column.personal else delivered.rows
        values = rows.column(column.name)
        counts[f"filled:{column.name}"] = len(values) - values.null_count
        if column.max_distinct is not None:
            counts[f"distinct:{column.name}"] = pc.count_distinct(values, mode="only_valid").as_py()
    return counts


def previously_filled(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    counts: Mapping[str, int],
    landed: Callable[[Table, bool], str],
) -> dict[str, int]:
    """For the columns without a value now: how many of the rows that are delivered again had one.

    `landed` gives the SQL of those rows' last landed version, of the table or of its `__person` twin.
    """
    found: dict[str, int] = {}
    for is_person in (False, True):
        columns = [column.name for column in table.columns if column.personal is is_person]
        empty = [name for name in columns if counts[f"filled:{name}"] == 0]
        if empty:
            filled = ", ".join(f"count({quoted(name)})" for name in empty)
            numbers = connection.sql(f"select {filled} from ({landed(table, is_person)})").fetchall()[0]
            found |= {f"previously_filled:{name}": number for name, number in zip(empty, numbers, strict=True)}
    return found


def orphans(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], relation: Callable[[Table, str], str]
) -> dict[str, dict[str, int]]:
    """Per table, the rows of each referring column whose reference is found nowhere in the table it refers to.

    `tables` are those delivered, by name; a reference to another one is not judged. `relation` gives a working relation
    of a table: `delivered` rows with their referring columns, `quarantined` and `previous` keys.
    """
    found: dict[str, dict[str, int]] = {}
    for table in tables.values():
        columns = [column for column in table.columns if column.references in tables]
        if columns:
            counts = [_orphans(table, column, tables[str(column.references)], relation) for column in columns]
            numbers = connection.sql(f"select {', '.join(counts)}").fetchall()[0]
            names = [f"orphans:{column.name}" for column in columns]
            found[table.name] = dict(zip(names, numbers, strict=True))
    return found


def _orphans(table: Table, column: Column, target: Table, relation: Callable[[Table, str], str]) -> str:
    value = f"{quoted(column.name)}::varchar"
    absent = " and ".join(
        f"{value} not in (select _row_key from {relation(target, kind)})"
        for kind in ("delivered", "quarantined", "previous")
    )
    return f"(select count(*) from {relation(table, 'delivered')} where {value} is not null and {absent})"
