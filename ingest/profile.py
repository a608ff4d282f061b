"""Counts what gate 1 is told of a delivery as a whole: rows, filled columns, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import duckdb

from ingest.contracts import Column, Table
from ingest.delivery import Delivered, key_text, quoted

# Values are compared with their last version where this share of the rows changed; so many rows tell.
MIN_CHANGED_SHARE = 0.1
MAX_COMPARED_ROWS = 10_000
EXCHANGED = (
    "new.{first} is not distinct from old.{second} and new.{second} is not distinct from old.{first} "
    "and old.{first} is distinct from old.{second}"
)


def own(connection: duckdb.DuckDBPyConnection, delivered: Delivered) -> dict[str, int]:
    """The counts that the delivery of one table has in itself, without what landed before."""
    counts = {
        "delivered_rows": delivered.delivered_rows,
        "duplicate_rows": delivered.duplicate_rows,
        "quarantined_rows": delivered.quarantined_rows,
    }
    if delivered.promised is not None:
        counts["is_promised"] = 1
        if (rows := delivered.promised.get("rows")) is not None:
            counts["promised_rows"] = rows
    columns = delivered.table.columns
    wanted = {f"filled:{column.name}": f"count({quoted(column.name)})" for column in columns}
    wanted |= {
        f"distinct:{column.name}": f"count(distinct {quoted(column.name)})"
        for column in columns
        if column.max_distinct is not None
    }
    numbers = connection.sql(f"select {', '.join(wanted.values())} from {delivered.rows}").fetchall()[0]
    return counts | dict(zip(wanted, numbers, strict=True))


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


def references(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], relation: Callable[[Table, str], str]
) -> dict[str, dict[str, int]]:
    """Per table, the rows of each referring column whose reference leads nowhere, or to a row that has just vanished.

    `tables` are those delivered, by name; a reference to another one is not judged. `relation` gives a working relation
    of a table: `delivered` rows with their referring columns, `quarantined`, `previous` and `vanished` keys.
    """
    found: dict[str, dict[str, int]] = {}
    for table in tables.values():
        columns = [column for column in table.columns if column.references in tables]
        if columns:
            judged = [(table, column, tables[str(column.references)], relation) for column in columns]
            counts = [count(*each) for count in (_orphans, _left_behind) for each in judged]
            numbers = connection.sql(f"select {', '.join(counts)}").fetchall()[0]
            names = [f"{kind}:{column.name}" for kind in ("orphans", "left_behind") for column in columns]
            found[table.name] = dict(zip(names, numbers, strict=True))
    return found


def _orphans(table: Table, column: Column, target: Table, relation: Callable[[Table, str], str]) -> str:
    value = f"{quoted(column.name)}::varchar"
    absent = " and ".join(
        f"{value} not in (select _row_key from {relation(target, kind)})"
        for kind in ("delivered", "quarantined", "previous")
    )
    return f"(select count(*) from {relation(table, 'delivered')} where {value} is not null and {absent})"


def _left_behind(table: Table, column: Column, target: Table, relation: Callable[[Table, str], str]) -> str:
    gone = f"{quoted(column.name)}::varchar in (select _row_key from {relation(target, 'vanished')})"
    return f"(select count(*) from {relation(table, 'delivered')} where {gone})"


def parents(table: Table, tables: Mapping[str, Table]) -> dict[str, Table]:
    """The columns without which a row cannot be, as they refer to what it belongs to, and the tables they refer to."""
    found = {column.name: tables.get(str(column.references)) for column in table.columns if column.required}
    return {name: target for name, target in found.items() if target is not None}


def vanished_with_parent(
    connection: duckdb.DuckDBPyConnection,
    versions: str,
    parents_of: Mapping[str, Table],
    relation: Callable[[Table, str], str],
) -> int:
    """How many rows of `versions`, the last landed ones of what vanished, refer to a parent that vanished as well."""
    gone = " or ".join(
        f"{quoted(name)}::varchar in (select _row_key from {relation(target, 'vanished')})"
        for name, target in parents_of.items()
    )
    return connection.sql(f"select count(*) from ({versions}) where {gone}").fetchall()[0][0]


def swapped(
    connection: duckdb.DuckDBPyConnection, table: Table, is_person: bool, rows: str, versions: str
) -> dict[str, int]:
    """`swapped:<column>/<column>`: the rows in which two columns of one type exchanged their values.

    `rows` are the delivered ones; `versions` is the SQL of the last landed version of those to compare, of the table or
    of its `__person` twin. Where one of the two values always was empty, it may have been moved on purpose.
    """
    columns = [column for column in table.columns if column.personal is is_person and column.name not in table.key]
    pairs = [pair for pair in combinations(columns, 2) if pair[0].type is pair[1].type]
    counts = [
        count.format(first=quoted(first.name), second=quoted(second.name))
        for first, second in pairs
        for count in (EXCHANGED, f"{EXCHANGED} and old.{{first}} is not null and old.{{second}} is not null")
    ]
    if not counts:
        return {}
    filters = ", ".join(f"count(*) filter ({count})" for count in counts)
    numbers = connection.sql(f"""
        select count(*), {filters} from ({versions}) as old
        join {rows} as new on {key_text(table, "new")} = {key_text(table, "old")}
    """).fetchall()[0]
    found = {
        f"swapped:{first.name}/{second.name}": exchanged
        for (first, second), exchanged, filled in zip(pairs, numbers[1::2], numbers[2::2], strict=True)
        if filled
    }
    return {"compared_rows": numbers[0], **found}
