"""The published DuckDB file: the marts, ordered, with their comments, in a format that old drivers open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

FILE_NAME = "sales_marts.duckdb"
# DuckDB 2 writes a format that 1.x drivers refuse; this one they read.
STORAGE_VERSION = "v1.2.0"
_MARTS = "database_name = 'build' and schema_name = 'marts'"


def quoted(identifier: str) -> str:
    """An identifier as SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def write_database(build_file: Path, target: Path) -> dict[str, int]:
    """Copies every table of the schema `marts` into a new file and hands back the rows of each, by name.

    Rows are ordered by all columns: the same marts give the same order, whatever wrote them.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(build_file))} as build (read_only)")
        connection.execute(f"attach {literal(str(target))} as published (storage_version '{STORAGE_VERSION}')")
        connection.execute("create schema published.marts")
        tables = connection.execute(f"select table_name from duckdb_tables() where {_MARTS} order by table_name")
        marts = [name for (name,) in tables.fetchall()]
        for mart in marts:
            source, copy = (f"{database}.marts.{quoted(mart)}" for database in ("build", "published"))
            connection.execute(f"create table {copy} as select * from {source} order by all")
        for statement in _comments(connection):
            connection.execute(statement)
        counts = {mart: _count(connection, f"build.marts.{quoted(mart)}") for mart in marts}
        connection.execute("detach published")
    return counts


def _comments(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Statements that give the copies the comments of the originals, which `create table as` leaves behind."""
    tables = f"select table_name, comment from duckdb_tables() where {_MARTS} and comment is not null"
    for table, comment in connection.execute(tables).fetchall():
        yield f"comment on table published.marts.{quoted(table)} is {literal(comment)}"
    columns = (
        f"select table_name, column_name, comment from duckdb_columns() where {_MARTS} and comment is not null"
        f" and table_name in (select table_name from duckdb_tables() where {_MARTS})"
    )
    for table, column, comment in connection.execute(columns).fetchall():
        yield f"comment on column published.marts.{quoted(table)}.{quoted(column)} is {literal(comment)}"


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return connection.execute(f"select count(*) from {relation}").fetchall()[0][0]


@contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection whose tables are found without naming the schema."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set schema = 'marts'")
        yield connection


def records(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query, each as a dictionary by column."""
    result = connection.execute(query, values or {})
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def differences(database: Path, counts: Mapping[str, int]) -> list[str]:
    """Differences between the file, opened again, and `counts` (rows by mart); empty when there are none."""
    with opened(database) as connection:
        names = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        found = {name: _count(connection, quoted(name)) for (name,) in names}
    return [
        f"{mart}: {found.get(mart)} rows instead of {counts.get(mart)}"
        for mart in sorted({*found, *counts})
        if found.get(mart) != counts.get(mart)
    ]
