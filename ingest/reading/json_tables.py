"""Extracts text columns from JSON objects by the dotted paths of the contract, and tables from nested lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb

from ingest.configuration.printable import listed
from ingest.contracts import PARENT_KEY, Table
from ingest.reading.csv_files import landed_name, refuse_too_many
from ingest.reading.delivery import label, literal, quoted
from ingest.reading.judging import Text, judged

POSITION = "#"


def object_text(
    connection: duckdb.DuckDBPyConnection,
    objects: str,
    table: Table,
    nested: tuple[str, ...] = (),
    rewrites: Mapping[str, Callable[[str], str]] | None = None,
) -> Text:
    """The text of a table whose rows are the objects of a relation.

    Args:
        objects: relation with `_file`, `_line`, `_part`, `object`, and `_parent_key` if the table is nested in another.
        nested: keys of the objects that hold tables of their own.
        rewrites: landed column name -> what is done to the SQL of its text.
    """
    made = {PARENT_KEY: "_parent_key", POSITION: "_part::varchar"}
    paths = {column.name: pointer(column.source) for column in table.columns if column.source not in made}
    roots = {column.source.split(".")[0] for column in table.columns} | set(nested)
    unknown = _unknown(connection, objects, table, roots)
    every = {**paths, **unknown}
    texts = {name: f"nullif(_values[{place}], '')" for place, name in enumerate(every, start=1)}
    columns = {column.name: texts.get(column.name) or made[column.source] for column in table.columns}
    pointers = ", ".join(map(literal, every.values()))
    return Text(
        table=table,
        relation=f"(select * exclude (object), json_extract_string(object, [{pointers}]) as _values from {objects})",
        columns=columns | {name: rewrite(columns[name]) for name, rewrite in (rewrites or {}).items()},
        headers={column.name: column.name for column in table.columns if column.source in made},
        unknown={name: texts[name] for name in unknown},
    )


def _unknown(connection: duckdb.DuckDBPyConnection, objects: str, table: Table, known: set[str]) -> dict[str, str]:
    """Landed name -> pointer of the keys outside the contract."""
    keys = connection.sql(f"select distinct unnest(json_keys(object)) as key from {objects} order by key").fetchall()
    refuse_too_many(len(keys), label(table))
    unknown: dict[str, str] = {}
    for (key,) in keys:
        if key not in known:
            name = landed_name(key, {column.name for column in table.columns} | set(unknown))
            unknown[name] = "/" + key.replace("~", "~0").replace("/", "~1")
    return unknown


def pointer(path: str) -> str:
    """The JSON pointer of a dotted path of the contract."""
    return "/" + path.replace(".", "/")


def nested_objects(connection: duckdb.DuckDBPyConnection, objects: str, parent: Table, child: Table) -> str:
    """Offers the objects of a list nested in `objects` as a relation of their own, and returns its name."""
    name = quoted(f"objects_{child.name}")
    (key,) = parent.key
    items = f"json_extract(object, {literal(f'$.{child.source}[*]')})"
    connection.execute(f"""
        create or replace temp view {name} as
        select _file, _line, generate_subscripts({items}, 1) as _part, unnest({items}) as object,
            nullif(json_extract_string(object, {literal(pointer(parent.column(key).source))}), '') as _parent_key
        from {objects}
    """)
    return name


def missing_columns(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[str, ...]:
    """Columns that not one judged row fills; an object leaves out what it does not have."""
    counts = ", ".join(f"count({quoted(column.name)})" for column in table.columns)
    rows, *filled = connection.sql(f"select count(*), {counts} from {judged(table)}").fetchall()[0]
    return tuple(column.name for column, count in zip(table.columns, filled, strict=True) if rows and not count)


def unknown_notes(text: Text) -> tuple[str, ...]:
    """One line for the keys outside the contract."""
    names = listed(tuple(text.unknown))
    return (f"{label(text.table)}: not known and landed as text: {names}",) if names else ()
