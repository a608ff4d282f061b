"""What dbt's staging shows of a contract: the conformed columns of a landed table, as SQL and as YAML."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.contracts import Column, Table, Type, tables
from ingest.systems import SYSTEMS

# How staged columns are grouped: ids first, then by type.
GROUPS: tuple[tuple[Type, ...], ...] = (
    (Type.TEXT,),
    (Type.INTEGER, Type.MONEY, Type.TOTAL, Type.NUMBER, Type.RATE),
    (Type.BOOLEAN,),
    (Type.DATE,),
    (Type.TIMESTAMP,),
)
SQL = """\
-- Made from ingest/{table.system}/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per {grain}.
with landed as (

    select * from {{{{ landing('{table.system}', '{landed}') }}}}

),

renamed as (

    select
        {columns}
    from landed

)

select * from renamed
"""
YAML_HEAD = """\
# Made from the contracts by `python -m ingest.dbt_files`: change those, not this.
version: 2

models:
"""
YAML = """\
  - name: {name}
    description: "One row per {grain}; from {title}."
    data_tests:
      - invariants:
          arguments: {{key: [{key}]}}
"""


def entity(table: Table) -> str:
    """The conformed noun of a table, in the singular."""
    return table.entity or table.name


def plural(noun: str) -> str:
    """The plural of an English noun such as those of our tables."""
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"


def staged_name(table: Table, column: Column) -> str | None:
    """The conformed name of a column, None where staging goes without it."""
    if column.as_ == "":
        return f"{entity(table)}_{column.name}" if column.name in ("name", "type") else column.name
    return column.as_


def relations(table: Table) -> tuple[bool, ...]:
    """Which models stage the table, by whether they are its personal one."""
    if not table.is_staged:
        return ()
    return (False, True) if any(staged_name(table, column) for column in table.personal_columns) else (False,)


def model(table: Table, is_person: bool = False) -> str:
    """The name of the model that stages a table, or its personal columns."""
    noun = entity(table)
    return f"stg_{table.system}__{noun}_persons" if is_person else f"stg_{table.system}__{plural(noun)}"


def model_sql(table: Table, is_person: bool) -> str:
    """The text of the model that stages a table, or its personal columns."""
    shown = [
        expression if expression == name else f"{expression} as {name}" for expression, name in _shown(table, is_person)
    ]
    landed = table.person_name if is_person else table.name
    return SQL.format(table=table, landed=landed, grain=_grain(table, is_person), columns=",\n        ".join(shown))


def models_yaml(system: str) -> str:
    """The text of the YAML of a system's staging models: what a row is, and its key."""
    models = (
        YAML.format(
            name=model(table, is_person),
            grain=_grain(table, is_person),
            title=SYSTEMS[system].title,
            key=", ".join(_key(table)),
        )
        for table in tables(system)
        for is_person in relations(table)
    )
    return YAML_HEAD + "\n".join(models)


def recorded_at(table: Table) -> str | None:
    """The staged expression that says when a row came about; None where nothing does."""
    names = {name for _, name in _shown(table, False)}
    return table.recorded_at or next((name for name in ("created_at", "occurred_at") if name in names), None)


def _grain(table: Table, is_person: bool) -> str:
    if is_person:
        return f"{table.grain}, with its personal data"
    return f"{table.grain}, without personal data" if table.personal_columns else table.grain


def _id_name(table: Table) -> str | None:
    return f"{entity(table)}_id" if table.id_name == "" else table.id_name


def _key(table: Table) -> tuple[str, ...]:
    """The staged columns that are the key."""
    name = _id_name(table)
    return (name,) if name else tuple(str(staged_name(table, table.column(key))) for key in table.key)


def _shown(table: Table, is_person: bool) -> Iterator[tuple[str, str]]:
    """The staged columns in their order: expression and name."""
    name = _id_name(table)
    if name:
        yield _id(table), name
    is_own_id = name and len(table.key) == 1
    columns = [
        column
        for column in (table.personal_columns if is_person else table.landed_columns)
        if staged_name(table, column) and not (is_own_id and column.name in table.key)
    ]
    # The history of a record is flagged when the record is deleted; the flag of the record itself says when that was.
    has_flag = not is_person and not table.is_history and any(column.name == "is_deleted" for column in table.columns)
    deletion = filter(None, ["is_deleted", _cursor(table)]) if has_flag else ()
    cursor = None if is_person else table.known_at or _cursor(table)
    yield from _named(table, (column for column in columns if column.is_id))
    for types in GROUPS:
        yield from _named(table, (column for column in columns if column.type in types and not column.is_id))
        if Type.BOOLEAN in types:
            yield _call("is_deleted", *deletion), "is_deleted"
    yield _call("known_at", *([cursor] if cursor else [])), "known_at"


def _named(table: Table, columns: Iterator[Column]) -> Iterator[tuple[str, str]]:
    return ((_expression(table, column), str(staged_name(table, column))) for column in columns)


def _cursor(table: Table) -> str | None:
    """The cursor, where it is a time: a day does not say when a row became known."""
    return table.cursor if table.cursor and table.column(table.cursor).type is Type.TIMESTAMP else None


def _id(table: Table) -> str:
    """The expression of a row's own id."""
    system = SYSTEMS[table.system]
    if len(table.key) == 1:
        return _prefixed(table, table.key[0], table.name)
    return f"{{{{ composed_id('{system.id_prefix}', {list(table.key)}) }}}}"


def _prefixed(table: Table, column: str, target: str) -> str:
    """The expression of an id; where ids are numbers that are unique within a table only, they bear its source."""
    system = SYSTEMS[table.system]
    if not system.numbers_ids:
        return _call("prefixed_id", system.id_prefix, column)
    source = next(other.source for other in tables(system.name) if other.name == target)
    return _call(f"{system.name}_id", source, column)


def _expression(table: Table, column: Column) -> str:
    if column.sql:
        return column.sql
    if column.macro:
        return _call(column.macro, column.name)
    if column.is_id:
        return _prefixed(table, column.name, str(column.id_of or column.references or column.about[0]))
    return column.name


def _call(macro: str, *arguments: str) -> str:
    return f"{{{{ {macro}({', '.join(map(repr, arguments))}) }}}}"
