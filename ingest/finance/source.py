"""Reads the finance sheets: one CSV file per sheet, each of them optional, headers as in the contract."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from ingest.finance.tables import TABLES
from ingest.reading.csv_tables import contract_layout, read_table
from ingest.reading.delivery import Delivered, Note
from ingest.reading.export_folder import open_folder
from ingest.reading.judging import work_dir
from ingest.settings import Source


def read(source: Source, connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[Delivered | Note]:
    """Each sheet that is there, in the order of the contract, or the one of the table `only`.

    Raises:
        SourceError: the folder is not there, or a sheet cannot be used.
    """
    folder = open_folder(source.system, source.folder, work_dir(connection))
    yield from folder.notes(*(table.source for table in TABLES))
    for table in TABLES:
        if only in (None, table.name) and (path := folder.find(table.source)):
            yield read_table(connection, folder, path, table, contract_layout(table, source))
