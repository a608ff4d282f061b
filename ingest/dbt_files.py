"""Writes what dbt knows of the contracts and of the systems: `python -m ingest.dbt_files`, after a change of either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.contracts import Column, Table, Type, tables
from ingest.systems import SYSTEMS

DBT = Path(__file__).resolve().parent.parent / "dbt"

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
        "# Made from the contracts by `python -m ingest.dbt_files`: change those, not this.",
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


def registry() -> str:
    """The text of the macro that tells dbt which systems there are."""
    lines = [
        "{#- Made from ingest/systems.py by `python -m ingest.dbt_files`: change that, not this. -#}",
        "",
        "{#- registered_systems(): all systems by precedence; ids of each begin with its id_prefix and a colon. -#}",
        "{% macro registered_systems() -%}",
        "    {{ return([",
    ]
    for precedence, system in enumerate(SYSTEMS.values(), start=1):
        roles = ", ".join(f"'{role}'" for role in system.roles)
        lines.append(
            f"        {{'name': '{system.name}', 'roles': [{roles}], "
            f"'precedence': {precedence}, 'id_prefix': '{system.id_prefix}'}},"
        )
    return "\n".join([*lines, "    ]) }}", "{%- endmacro %}"]) + "\n"


def files() -> dict[Path, str]:
    """Every file that is written, with its text."""
    staging = DBT / "models" / "staging"
    sources = {staging / system / f"_{system}__sources.yml": sources_yaml(system) for system in SYSTEMS}
    return sources | {DBT / "macros" / "registry.sql": registry()}


def write() -> None:
    """Writes every file, making folders that are not there."""
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
