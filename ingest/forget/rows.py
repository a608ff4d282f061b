"""The SQL that finds rows of forgotten people and removes their data, for landed rows and for new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import duckdb

from ingest.contracts import ROW_DIGEST, Column, Table, tables
from ingest.forget.hashes import Hashes
from ingest.loading.landing import META_TYPES
from ingest.reading.delivery import Delivered, key_text, literal, quoted

QUARANTINE = "quarantine"
# The digest of a row confirms a correct guess of its content. Digests of forgotten rows are therefore hashed with the
# key, which can be seen by this mark; the number of the copy stays.
MARK = "~"
NUMBER_OF_COPY = r"-\d+$"
# Personal columns keep a mark that there was a value; an e-mail address keeps its keyed hash.
# Models count whether a person could be reached, and match addresses: all of that stays as it was.
SOMETHING = "forgotten"
NOBODYS_DOMAIN = "@forgotten.invalid"
# Fields that models read and that a history may name differently from the export. Their values are not personal.
LOGGED_OTHERWISE = {"owner", "disposition"}
# What may be an e-mail address within a text.
ADDRESSES = r'[^\s"<>(),;:]+@[^\s"<>(),;:]+'


def identity(table: Table) -> str:
    """SQL of the text by which the list knows the person that a row of a table of people is."""
    return f"{_known_as(table.system, table.name)} || {key_text(table)}"


def address(column: Column) -> str:
    """SQL of a column's e-mail address as it is compared."""
    return f"nullif(lower(trim({quoted(column.name)})), '')"


def address_hash(column: Column) -> str:
    """SQL of the keyed hash of a column's e-mail address, also of one that was forgotten."""
    hidden = f"ends_with({quoted(column.name)}, '{NOBODYS_DOMAIN}')"
    return f"case when {hidden} then split_part({quoted(column.name)}, '@', 1) else keyed({address(column)}) end"


def identities(table: Table, names: Collection[str]) -> list[str]:
    """SQL of all texts by which the list may know the person of a row that has the columns `names`."""
    if table.name == QUARANTINE:
        return [f"{literal(f'{table.system}.')} || table_name || ':' || row_key"]
    people = {each.name for each in tables(table.system) if each.is_person}
    found = [identity(table)] if table.is_person else []
    for column in table.columns:
        if column.name in names:
            # A person may refer to another one, such as the partner of the company, and stays when that one goes.
            targets = {*column.about, *(() if table.is_person else {column.references} & people)}
            found += [f"{_known_as(table.system, name)} || {quoted(column.name)}" for name in sorted(targets)]
            found += [address(column)] if column.is_address else []
    return found


def _known_as(system: str, table: str) -> str:
    """SQL of what stands before the key of a person in the texts of the list."""
    return literal(f"{system}.{table}:")


def _mentions(system: str) -> Iterator[str]:
    """SQL that is true of a quarantined row with a value that is the id of a forgotten person, or with an address."""
    found = {f"regexp_extract_all(lower(raw), {literal(ADDRESSES)})": [""]}
    found["json_extract_string(raw, '$.*')"] = [table.name for table in tables(system) if table.is_person]
    for values, names in found.items():
        for name in names:
            text = f"{_known_as(system, name)} || value" if name else "value"
            hashes = f"list_transform({values}, lambda value: keyed({text}))"
            yield f"list_has_any({hashes}, (select list(hash) from forgotten))"


def is_forgotten(table: Table, names: Collection[str]) -> str:
    """SQL that is true for rows of listed people, given the columns `names`; empty when no row can match."""
    tests = [f"keyed({text}) in (select hash from forgotten)" for text in identities(table, names)]
    return " or ".join([*tests, *(_mentions(table.system) if table.name == QUARANTINE else ())])


# Of the landed rows, those that were forgotten already.
IS_MARKED = f"starts_with(_row_hash, '{MARK}')"


def remains(table: Table, names: Collection[str]) -> dict[str, str]:
    """What stays of a forgotten row: the columns of `names` that change, and the SQL of what becomes of them."""
    columns = {column.name: column for column in table.columns}
    # Older loads did not separate names of people from names of companies.
    shared = {column.source for column in table.personal_columns} if table.person_flag else set()
    stays = {column.name for column in table.landed_columns if column.source not in shared} | set(META_TYPES)
    digests = {"_row_hash", *(name for name, column in columns.items() if column.source == ROW_DIGEST)}
    if table.name == QUARANTINE:
        stays, digests = stays - {"raw"}, digests | {"row_digest"}
    changed = {name: _digest(name) for name in names if name in digests}
    changed |= {name: _logged(table, columns[name]) for name in names if name in columns and columns[name].logs}
    return changed | {name: _nothing(name, columns.get(name)) for name in names if name not in stays}


def _digest(name: str) -> str:
    return f"'{MARK}' || left(keyed({quoted(name)}), 31) || regexp_extract({quoted(name)}, {literal(NUMBER_OF_COPY)})"


def _logged(table: Table, column: Column) -> str:
    """The value where the logged field stays in the row of the person itself."""
    referenced = {each.references for each in table.columns}
    stays = {
        each.source.lower()
        for owner in tables(table.system)
        if owner.name in referenced and owner.is_person
        for each in owner.landed_columns
    }
    fields = ", ".join(map(literal, sorted(stays | LOGGED_OTHERWISE)))
    return f"case when lower({quoted(str(column.logs))}) in ({fields}) then {quoted(column.name)} end"


def _nothing(name: str, column: Column | None) -> str:
    """NULL for what no model knows, the stand-in for what models count."""
    if column is None or not column.personal:
        return "null"
    if column.is_address:
        return f"keyed({address(column)}) || '{NOBODYS_DOMAIN}'"
    return f"case when trim({quoted(name)}) <> '' then '{SOMETHING}' end"


class Forgetting:
    """Removes data of forgotten people from batches. It costs nothing while nobody was forgotten."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, known: Hashes) -> None:
        self._duckdb, self._is_needed = connection, bool(known.hashes)
        if self._is_needed:
            known.offer(connection)

    def applied(self, delivered: Delivered) -> Delivered:
        """The batch without the data of forgotten people."""
        table = delivered.table
        names = list(dict.fromkeys((*delivered.columns(False), *delivered.columns(True), "_row_hash")))
        condition = is_forgotten(table, names) if self._is_needed else ""
        if not condition:
            return delivered
        found, rows = quoted(f"forgotten_{table.name}"), quoted(f"remaining_{table.name}")
        self._duckdb.execute(
            f"create or replace temp table {found} as select _position from {delivered.rows} where {condition}"
        )
        if not self._duckdb.sql(f"select 1 from {found} limit 1").fetchall():
            return delivered
        is_found = f"_position in (select _position from {found})"
        changes = ", ".join(
            f"case when {is_found} then {sql} else {quoted(name)} end as {quoted(name)}"
            for name, sql in remains(table, names).items()
        )
        self._duckdb.execute(
            f"create or replace temp view {rows} as select * replace ({changes}) from {delivered.rows}"
        )
        return replace(delivered, rows=rows, tables=(*delivered.tables, found))
