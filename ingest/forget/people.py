"""Finds a person by an id: the record, records that belong to it, and records with one of its e-mail addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.contracts import Table, all_tables, tables
from ingest.forget.rows import QUARANTINE, address_hash, identity
from ingest.loading.landing import relation
from ingest.reading.casts import long_id
from ingest.reading.delivery import key_text, literal, quoted
from ingest.systems import SYSTEMS

PEOPLE: tuple[Table, ...] = tuple(table for table in all_tables() if table.is_person)


@dataclass(frozen=True, slots=True)
class Found:
    """What belongs to one person: ids of records as the marts have them, and the hashes for the list.

    `addresses` counts the e-mail addresses among the hashes.
    """

    ids: tuple[str, ...]
    hashes: tuple[str, ...]
    addresses: int


def files(landing_dir: Path, table: Table, is_person: bool) -> tuple[Path, ...]:
    """Every Parquet file of a landed table, also those of loads that were killed."""
    name = table.person_name if is_person else table.name
    return tuple(sorted((landing_dir / table.system / str(name)).glob("*.parquet")))


def find(connection: duckdb.DuckDBPyConnection, landing_dir: Path, id_: str) -> Found | None:
    """The person with that id (`salesforce:003…`, `odoo:res.partner/12`); None where no person has it.

    Addresses are compared exactly, in lower case, over all versions that have landed. The workspace has been offered
    the list, for its key.
    """
    records = " union all ".join(_records(landing_dir, table) for table in PEOPLE)
    links = " union all ".join(link for table in PEOPLE for link in _links(landing_dir, table))
    own = _with_links(f"select text from records where id in ({literal(id_)}, {_long(id_)})")
    same = "select text from records where address in (select address from records semi join own using (text))"
    connection.execute(f"""
        create or replace temp table records as select distinct * from ({records});
        create or replace temp table links as select distinct * from ({links});
        create or replace temp table own as {own};
        create or replace temp table everyone as {_with_links(f"from own union {same}")};
        create or replace temp table addresses as
        select distinct address from records semi join everyone using (text) where address is not null
    """)
    ids = connection.sql("""
        select distinct id from records
        where text in (from everyone) or address in (from addresses) order by id
    """).fetchall()
    texts = connection.sql("select keyed(text) from everyone").fetchall()
    addresses = connection.sql("from addresses").fetchall()
    if not ids:
        return None
    return Found(tuple(id_ for (id_,) in ids), tuple(hash_ for (hash_,) in (*texts, *addresses)), len(addresses))


def _long(id_: str) -> str:
    """SQL of the id in the form in which Salesforce's ids land."""
    prefix, colon, rest = id_.partition(":")
    return f"{literal(prefix + colon)} || {long_id(literal(rest))}"


def _with_links(people: str) -> str:
    """SQL of these people and of the records that belong to them."""
    return f"{people} union select links.text from links where about in ({people})"


def _records(landing_dir: Path, table: Table) -> str:
    """SQL of the versions of people in a table: id, the text that the list knows it by, the hash of the address.

    Some were only ever quarantined.
    """
    system = SYSTEMS[table.system]
    prefix = f"{system.id_prefix}:"
    if system.numbers_ids:
        prefix += f"{table.source}/"
    (column,) = (column for column in table.columns if column.is_address)
    key = key_text(table)
    people = f"select {key} from ({relation(table, False, files(landing_dir, table, False))})"
    quarantine = next(each for each in tables(table.system) if each.name == QUARANTINE)
    unread = f"""
        select row_key from ({relation(quarantine, False, files(landing_dir, quarantine, False))})
        where table_name = {literal(table.name)} and row_key is not null
    """
    if table.person_flag:
        people += f" where {quoted(table.person_flag)}"
        flag = literal(f'$."{table.column(table.person_flag).source}"')
        unread += f" and lower(json_extract_string(raw, {flag})) in ('true', '1')"
    return f"""
        select {literal(prefix)} || {key} as id, {identity(table)} as text, {address_hash(column)} as address
        from ({relation(table, True, files(landing_dir, table, True))}) where {key} in ({people})
        union all
        select {literal(prefix)} || key, {literal(f"{table.system}.{table.name}:")} || key, null
        from ({people} union {unread}) as people(key)
    """


def _links(landing_dir: Path, table: Table) -> Sequence[str]:
    """SQL of the records of a table of people that belong to another one, with the texts of both."""
    rows = relation(table, False, files(landing_dir, table, False))
    texts = [
        (identity(table), f"{literal(f'{table.system}.{target}:')} || {quoted(column.name)}")
        for column in table.columns
        for target in column.about
    ]
    if table.person_flag:  # one person has both records
        texts += [(about, text) for text, about in texts]
    return [f"select {text} as text, {about} as about from ({rows}) where {text} is not null" for text, about in texts]
