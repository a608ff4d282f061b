"""Writes the files generated from contracts, systems and rules: `python -m ingest.dbt_files`, after changing these."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.configuration.currencies import THREE_DECIMALS
from ingest.contracts import Column, Table, Type, tables
from ingest.loading.landing import META_TYPES
from ingest.rules import FOLDER as RULES
from ingest.rules import rules
from ingest.staging import model, model_sql, models_yaml, recorded_at, relations
from ingest.systems import SYSTEMS

PROJECT = Path(__file__).resolve().parent.parent
DBT = PROJECT / "dbt"
STAGING = DBT / "models" / "staging"

MARK = "by `python -m ingest.dbt_files`"
# What the loader adds to every landed row; `_loaded_at` is derived from the load id.
META_COLUMNS = META_TYPES | {"_loaded_at": Type.TIMESTAMP}
REGISTRY = """\
{{#- Made from the contracts by `python -m ingest.dbt_files`: change those, not this. -#}}

{{#- registered_systems(): all systems by precedence; ids of each begin with its id_prefix and a colon. -#}}
{{% macro registered_systems() -%}}
    {{{{ return([
{systems}
    ]) }}}}
{{%- endmacro %}}

{{#- staged_tables(): the staged tables of all systems, and the expression that says when a row came about. -#}}
{{% macro staged_tables() -%}}
    {{{{ return([
{staged}
    ]) }}}}
{{%- endmacro %}}

{{#- currencies_of_three_decimals(): codes of currencies whose smallest unit is a thousandth; others have cents. -#}}
{{% macro currencies_of_three_decimals() -%}}
    {{{{ return({three_decimals}) }}}}
{{%- endmacro %}}
"""


def sources_yaml(system: str) -> str:
    """The text of the system's dbt sources file: one table per landed or personal-data table, with types and keys."""
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
    for column, type_ in (*((column.name, column.type) for column in columns), *META_COLUMNS.items()):
        yield f'          - {{name: {column}, data_type: "{type_}"}}'


def registry() -> str:
    """The text of the macros that tell dbt which systems, staged tables and currencies of three decimals there are."""
    systems = (
        {"name": system.name, "roles": list(system.roles), "precedence": precedence, "id_prefix": system.id_prefix}
        for precedence, system in enumerate(SYSTEMS.values(), start=1)
    )
    staged = (
        {"system": name, "table": table.name, "model": model(table), "recorded_at": recorded_at(table)}
        for name, system in SYSTEMS.items()
        for table in tables(name)
        if system.roles and table.is_staged
    )
    return REGISTRY.format(
        systems=_dictionaries(systems), staged=_dictionaries(staged), three_decimals=sorted(THREE_DECIMALS)
    )


def _dictionaries(rows: Iterable[dict[str, object]]) -> str:
    return "\n".join(f"        {row},".replace("None", "none") for row in rows)


def registered_rules() -> str:
    """The text of the macro that lists the rules: dbt has to know them when it parses `crm_findings`."""
    lines = [
        "{#- Made from the rules' SQL by `python -m ingest.dbt_files`: change that, not this. -#}",
        "",
        "{#- registered_rules(): all rules by id; their findings are published. -#}",
        "{% macro registered_rules() -%}",
        "    {{ return([",
        *(f"        '{rule.model}'," for rule in rules()),
        "    ]) }}",
        "{%- endmacro %}",
    ]
    return "\n".join(lines) + "\n"


def rules_yaml() -> str:
    """The text of the dbt properties of all rules: each reports an object once."""
    lines = [
        "# Made from the rules' SQL by `python -m ingest.dbt_files`: change that, not this.",
        "version: 2",
        "",
        "models:",
    ]
    for rule in rules():
        lines += [
            f"  - name: {rule.model}",
            f"    description: {json.dumps(rule.description)}",
            "    data_tests:",
            "      - invariants: {arguments: {key: [object_id]}, config: {tags: [by_construction]}}",
        ]
    return "\n".join(lines) + "\n"


def rule_titles() -> str:
    """The text of the Python module that names the rules on the page."""
    lines = [
        '"""Made from the rules\' SQL by `python -m ingest.dbt_files`: change that, not this."""',
        "",
        "RULES = {",
        *(f'    "{rule.id}": "{rule.title}",' for rule in rules()),
        "}",
    ]
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """Every file that is written, with its text."""
    texts = {
        DBT / "macros" / "registry.sql": registry(),
        DBT / "macros" / "registered_rules.sql": registered_rules(),
        RULES / "_rules__findings.yml": rules_yaml(),
        PROJECT / "serving" / "scorecard" / "rule_titles.py": rule_titles(),
    }
    for system in SYSTEMS:
        folder = STAGING / system
        texts[folder / f"_{system}__sources.yml"] = sources_yaml(system)
        texts[folder / f"_{system}__models.yml"] = models_yaml(system)
        for table in tables(system):
            for is_person in relations(table):
                texts[folder / f"{model(table, is_person)}.sql"] = model_sql(table, is_person)
    return texts


def strays() -> set[Path]:
    """Files in the folders of generated models that are not written."""
    return {path for system in SYSTEMS for path in (STAGING / system).iterdir() if path.is_file()} - set(files())


def write() -> None:
    """Writes every file, making folders that are not there, and deletes what is no longer written."""
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in strays():
        if MARK in path.read_text(encoding="utf-8"):
            path.unlink()


if __name__ == "__main__":
    write()
