"""Reads a Salesforce data export: one CSV file per object, API field names as headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.contracts import Table
from ingest.csv_tables import contract_layout, read_table
from ingest.delivery import Delivered, SourceError, label
from ingest.export_folder import open_folder
from ingest.salesforce.tables import TABLES
from ingest.settings import Source


def read(source: Source) -> Iterator[Delivered]:
    """Each object whose file is there, in the order of the contract.

    Raises:
        SourceError: a required file is not there, or a file cannot be used.
    """
    folder = open_folder(source.system, source.folder)
    renamed = _renamed(source.fields)
    for table in TABLES:
        path = folder.find(table.source)
        if path:
            yield read_table(folder, path, table, contract_layout(table, renamed.get(table.name)))
        elif table.required:
            raise SourceError(
                label(table), f"the file {table.source} is not there", f"Export the object {_object(table)} as well"
            )


def _object(table: Table) -> str:
    return table.source.removesuffix(".csv")


def _renamed(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Table -> field of the contract -> field of this company, from entries such as `Lead.Disposition__c: Outcome__c`."""
    known = {f"{_object(table)}.{column.source}": (table, column) for table in TABLES for column in table.columns}
    renamed: dict[str, dict[str, str]] = {}
    for name, field in fields.items():
        if name not in known:
            raise SourceError("salesforce", f"the field {name} is none that is read", "Correct `fields` in the sources file")
        table, column = known[name]
        renamed.setdefault(table.name, {})[column.source] = field
    return renamed
