"""Writes the contracts as dbt sources: `python -m ingest.dbt_sources`. Run it after a change of a contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.contracts import SYSTEMS, Column, Table, Type, tables

STAGING = Path(__file__).resolve().parent.parent / "dbt" / "models" / "staging"

# What the loader adds to every landed row; `_loaded_at` is told by the load id.
META_COLUMNS: tuple[tuple[str, Type], ...] = (
    ("_row_hash", Type.TEXT),
    ("_is_deleted", Type.BOOLEAN),
    ("_loaded_at", Type.TIMESTAMP),
    ("_dlt_load_id", Type.TEXT),
)


def sources_yaml(system: str) -> str:
    """The text of the system's dbt sources file: one table per landed table and person twin, with types and keys."""
    lines = [
        "# Made from the contracts by `python -m ingest.dbt_sources`: change those, not this.",
        "version: 2",
        "",
        "sources:",
        f"  - name: {system}",
        "    schema: landing",
        "    tables:",
    ]
    for table in tables(system):
        lines.extend(_table(table, table.name, table.landed_columns))
        if table.person_name:
            keys = tuple(table.column(name) for name in table.key)
            lines.extend(_table(table, table.person_name, (*keys, *table.personal_columns)))
    return "\n".join(lines) + "\n"


def _table(table: Table, name: str, columns: tuple[Column, ...]) -> Iterator[str]:
    yield f"      - name: {name}"
    yield f"        identifier: {table.system}__{name}"
    yield f"        config: {{meta: {{key: [{', '.join(table.key)}], delivery: {table.delivery}}}}}"
    yield "        columns:"
    for column, type_ in (*((column.name, column.type) for column in columns), *META_COLUMNS):
        yield f'          - {{name: {column}, data_type: "{type_}"}}'


def sources_file(system: str) -> Path:
    """Where the system's dbt sources stand."""
    return STAGING / system / f"_{system}__sources.yml"


def write() -> None:
    """Writes the sources file of every system, making folders that are not there."""
    for system in SYSTEMS:
        sources_file(system).parent.mkdir(parents=True, exist_ok=True)
        sources_file(system).write_text(sources_yaml(system), encoding="utf-8")


if __name__ == "__main__":
    write()
