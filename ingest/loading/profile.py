"""Computes the profile of a batch for gate 1: rows, filled columns, references without a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, islice

import duckdb

from ingest.contracts import Column, Table
from ingest.reading.delivery import Delivered, quoted

# Columns count as swapped when this share of the rows in which they differ exchanged their values.
MIN_SWAPPED_SHARE = 0.5
DIFFERING = "{first} is distinct from {second}"
EXCHANGED = (
    "new.{first} is not distinct from old.{second} and new.{second} is not distinct from old.{first} "
    "and old.{first} is distinct from old.{second}"
)
FILLED = "old.{first} is not null and old.{second} is not null"


def own(connection: duckdb.DuckDBPyConnection, delivered: Delivered) -> dict[str, int]:
    """The counts of one table of the batch, without comparing it with landed rows."""
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
    if delivered.table.is_keyed_by_content:
        # The key ends in the number of equal rows up to this one.
        (key,) = map(quoted, delivered.table.key)
        wanted["different_rows"] = f"count(*) filter (ends_with({key}, '-1'))"
        wanted["repeated_rows"] = f"count(*) filter (ends_with({key}, '-2'))"
    numbers = connection.sql(f"select {', '.join(wanted.values())} from {delivered.rows}").fetchall()[0]
    return counts | dict(zip(wanted, numbers, strict=True))


def previously_filled(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    counts: Mapping[str, int],
    landed: Callable[[Table, bool], str],
) -> dict[str, int]:
    """For the columns without a value now: how many of the rows that are delivered again had one.

    `landed` gives the SQL of those rows' last landed version, of the table or of its personal-data table.
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
    """The columns that refer to the parent of a row, and the tables of these parents."""
    found = {column.name: tables.get(str(column.references)) for column in table.columns if column.required}
    return {name: target for name, target in found.items() if target is not None}


def vanished_with_parent(
    connection: duckdb.DuckDBPyConnection,
    versions: str,
    parents_of: Mapping[str, Table],
    relation: Callable[[Table, str], str],
) -> int:
    """How many rows of `versions`, the last versions of vanished rows, refer to a parent that vanished as well."""
    gone = " or ".join(
        f"{quoted(name)}::varchar in (select _row_key from {relation(target, 'vanished')})"
        for name, target in parents_of.items()
    )
    return connection.sql(f"select count(*) from ({versions}) where {gone}").fetchall()[0][0]


def swapped(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], rows: str, changed: str, count: int
) -> dict[str, int]:
    """For each two columns of one type that may have been swapped, `differing:<column>/<column>`, the delivered `rows`
    in which they are not the same, and `swapped:<column>/<column>`, those of them that exchanged the two values.

    `changed` is the SQL of the `count` rows that changed, as `new`, beside their last landed version, as `old`. Where
    one of the two values always was empty, it may have been moved on purpose.
    """
    pairs = [(one, other) for one, other in combinations(columns, 2) if one.type is other.type]
    differing = _of_pairs(connection, rows, pairs, [DIFFERING])
    # Of two columns that were swapped all differing rows have changed: on most nights no pair is left to compare.
    pairs = [pair for pair in pairs if 0 < differing[pair][0] <= count / MIN_SWAPPED_SHARE]
    exchanged = _of_pairs(connection, changed, pairs, [EXCHANGED, f"{EXCHANGED} and {FILLED}"])
    counts: dict[str, int] = {}
    for (one, other), (number, filled) in exchanged.items():
        if filled:
            counts[f"swapped:{one.name}/{other.name}"] = number
            counts[f"differing:{one.name}/{other.name}"] = differing[one, other][0]
    return counts


def _of_pairs(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    pairs: Sequence[tuple[Column, Column]],
    conditions: Sequence[str],
) -> dict[tuple[Column, Column], tuple[int, ...]]:
    """For each pair of columns the rows of which each condition is true."""
    if not pairs:
        return {}
    counts = ", ".join(
        f"count(*) filter ({condition.format(first=quoted(first.name), second=quoted(second.name))})"
        for first, second in pairs
        for condition in conditions
    )
    numbers = iter(connection.sql(f"select {counts} from {relation}").fetchall()[0])
    return {pair: tuple(islice(numbers, len(conditions))) for pair in pairs}
