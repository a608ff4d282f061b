"""Reads a Salesforce data export: one CSV file per object, API field names as headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb

from ingest.contracts import Table
from ingest.reading.csv_tables import Layout, contract_layout, read_table
from ingest.reading.delivery import Delivered, Note, SourceError, label, literal, quoted
from ingest.reading.export_folder import open_folder
from ingest.salesforce.tables import TABLES
from ingest.settings import Source

LEAD = next(table for table in TABLES if table.name == "lead")
# The first rate of a currency begins in the year 1, which is no date of a business record.
FIRST_RATE = "case when {0} < '1900' then '1900-01-01' else {0} end"
# What a history names beside fields: changes of owner, and events without values.
SHORT_AND_LONG = {15, 18}
HISTORY_EVENTS = ("Owner", "ownerAssignment", "ownerAccepted", "created", "leadConverted", "leadMerged")


def read(source: Source, connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[Delivered | Note]:
    """Each object whose file is there, in the order of the contract, or the one of the table `only`.

    Raises:
        SourceError: a required file is not there, or a file cannot be used.
    """
    folder = open_folder(source.system, source.folder)
    renamed = _renamed(source.fields)
    yield from folder.notes(*(table.source for table in TABLES))
    lengths: dict[str, int] = {}
    for table in (table for table in TABLES if only in (None, table.name)):
        path = folder.find(table.source)
        if path:
            delivered = read_table(connection, folder, path, table, _layout(table, source, renamed))
            ids = _id_lengths(connection, delivered)
            yield delivered
            yield from _other_ids(table, ids, lengths)
        elif table.required:
            raise SourceError(
                label(table), f"the file {table.source} is not there", f"Export the object {_object(table)} as well"
            )


def _id_lengths(connection: duckdb.DuckDBPyConnection, delivered: Delivered) -> dict[str, int | None]:
    """How long the ids in each column are: any one of them tells."""
    table = delivered.table
    names = [column.name for column in table.columns if column.name in table.key or column.references]
    anyone = ", ".join(f"length(any_value({quoted(name)}))" for name in names)
    return dict(zip(names, connection.sql(f"select {anyone} from {delivered.rows}").fetchall()[0], strict=True))


def _other_ids(table: Table, ids: Mapping[str, int | None], lengths: dict[str, int]) -> Iterator[Note]:
    """A line where ids cannot meet: a report shows ids of 15 characters, an export the same ones with 3 more.

    `lengths` holds how long the ids of each table are, where they were seen first.
    """
    for name, length in ids.items():
        target = table.column(name).references or table.name
        if length and {length, lengths.setdefault(target, length)} == SHORT_AND_LONG:
            yield Note(
                f"{label(table)}.{name}: ids of {length} characters, those of {target} have {lengths[target]} and are "
                "others. Export all objects with the same tool"
            )


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
