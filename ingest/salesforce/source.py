"""Reads a Salesforce data export: one CSV file per object, API field names as headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb

from ingest.contracts import Table
from ingest.reading.csv_tables import Layout, Rewrite, contract_layout, read_table
from ingest.reading.delivery import Delivered, Note, SourceError, label, literal
from ingest.reading.export_folder import open_folder
from ingest.reading.judging import work_dir
from ingest.salesforce.tables import TABLES
from ingest.settings import Source

LEAD = next(table for table in TABLES if table.name == "lead")
# The first rate of a currency begins in the year 1, which is no date of a business record.
FIRST_RATE = "case when {0} < '1900' then '1900-01-01' else {0} end"
# What a history names beside fields: changes of owner, and events without values.
HISTORY_EVENTS = ("Owner", "ownerAssignment", "ownerAccepted", "created", "leadConverted", "leadMerged")


def read(source: Source, connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[Delivered | Note]:
    """Each object whose file is there, in the order of the contract, or the one of the table `only`.

    Raises:
        SourceError: a required file is not there, or a file cannot be used.
    """
    folder = open_folder(source.system, source.folder, work_dir(connection))
    renamed = _renamed(source.fields)
    yield from folder.notes(*(table.source for table in TABLES))
    for table in (table for table in TABLES if only in (None, table.name)):
        path = folder.find(table.source)
        if path:
            yield read_table(connection, folder, path, table, _layout(table, source, renamed))
        elif table.required:
            raise SourceError(
                label(table), f"the file {table.source} is not there", f"Export the object {_object(table)} as well"
            )


def _flag(text: str, texts: Mapping[str, str]) -> str:
    """SQL of the flag of person accounts: what only these have stands for a flag that was not exported."""
    own = ", ".join(texts.get(name, "null::varchar") for name in ("person_contact_id", "person_email"))
    return f"coalesce({text}, case when coalesce({own}) is not null then 'true' end)"


def _is_person(texts: Mapping[str, str]) -> str:
    flag = _flag(texts.get("is_person_account", "null::varchar"), texts)
    return f"coalesce(lower({flag}) in ('true', '1'), false)"


# The name of a person account is that of a person, and lands with the personal data.
NAMES_OF_PEOPLE: Mapping[str, Rewrite] = {
    "is_person_account": _flag,
    "name": lambda text, texts: f"case when not {_is_person(texts)} then {text} end",
    "person_name": lambda text, texts: f"case when {_is_person(texts)} then {text} end",
}


def _object(table: Table) -> str:
    return table.source.removesuffix(".csv")


def _renamed(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Table -> field of the contract -> field of this company, from `Lead.Disposition__c: Outcome__c` and the like."""
    known = {f"{_object(table)}.{column.source}": (table, column) for table in TABLES for column in table.columns}
    renamed: dict[str, dict[str, str]] = {}
    for name, field in fields.items():
        if name not in known:
            raise SourceError("salesforce", f"no field {name} is read", "Correct `fields` in the sources file")
        table, column = known[name]
        renamed.setdefault(table.name, {})[column.source] = field
    return renamed


def _layout(table: Table, source: Source, renamed: Mapping[str, Mapping[str, str]]) -> Layout:
    layout = contract_layout(table, source, renamed.get(table.name))
    if table.name == "account":
        return replace(layout, rewrites={**layout.rewrites, **NAMES_OF_PEOPLE})
    if table.name == "dated_conversion_rate":
        return replace(layout, rewrites={"start_date": lambda text, _: FIRST_RATE.format(text)})
    if table.name != "lead_history":
        return layout
    # The history of a lead repeats its names, phones and texts: values stay only of fields that land openly themselves.
    own_names = renamed.get(LEAD.name, {})
    open_fields = {own_names.get(column.source, column.source) for column in LEAD.landed_columns}
    names = ", ".join(map(literal, sorted({*open_fields, *HISTORY_EVENTS})))

    def keep_open(text: str, texts: Mapping[str, str]) -> str:
        return f"case when {texts['field']} in ({names}) then {text} end"

    return replace(layout, rewrites={"old_value": keep_open, "new_value": keep_open})
