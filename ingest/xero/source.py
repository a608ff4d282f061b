"""Reads Xero Accounting objects: one file per type, one object a line, lines and allocations nested in documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from ingest.contracts import Table, Type
from ingest.reading.delivery import Delivered, Note, literal, quoted
from ingest.reading.export_folder import ExportFolder, open_folder
from ingest.reading.json_lines import register_objects
from ingest.reading.json_tables import missing_columns, nested_objects, object_text, unknown_notes
from ingest.reading.judging import Text, judge, judged, quarantine, work_dir
from ingest.reading.outcome import outcome
from ingest.settings import Source
from ingest.xero.tables import TABLES

# `/Date(1539993600000+0000)/`: milliseconds since 1970 in UTC; the offset says where the user was and moves nothing.
XERO_TIME = r"/Date\((-?\d{1,14})([+-]\d{4})?\)/"


def read(source: Source, connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[Delivered | Note]:
    """Each type whose file is there, a document before its lines, or the type of the table `only`.

    Raises:
        SourceError: the folder is not there, or a file cannot be used.
    """
    folder = open_folder(source.system, source.folder, work_dir(connection))
    yield from folder.notes(*(table.source for table in TABLES if not table.parent))
    for table in (table for table in TABLES if not table.parent and only in (None, table.name)):
        if path := folder.find(table.source):
            children = tuple(child for child in TABLES if child.parent == table.name)
            yield from _read_documents(connection, folder, path, table, children)


def _read_documents(
    connection: duckdb.DuckDBPyConnection, folder: ExportFolder, path: Path, table: Table, children: tuple[Table, ...]
) -> Iterator[Delivered]:
    objects = register_objects(connection, folder, (path,), table)
    nested = tuple(child.source for child in children)
    texts = [object_text(connection, objects, table, nested, _rewrites(table))]
    for child in children:
        items = nested_objects(connection, objects, table, child)
        texts.append(object_text(connection, items, child, rewrites=_rewrites(child)))
    for text in texts:
        judge(connection, text)
    _keep_documents_whole(connection, *texts)
    promised = folder.promise(path)
    for text in texts:
        delivered = outcome(connection, text, missing_columns(connection, text.table), notes=unknown_notes(text))
        # The promised number of documents does not include their lines.
        is_document = text.table is table
        yield replace(delivered, promised=promised if is_document or promised is None else {})


def _rewrites(table: Table) -> dict[str, Callable[[str], str]]:
    return {column.name: xero_time for column in table.columns if column.type in (Type.DATE, Type.TIMESTAMP)}


def xero_time(text: str) -> str:
    """SQL that writes Xero's form of a time as ISO 8601 and leaves any other text as it is."""
    milliseconds = f"try_cast(regexp_extract({text}, {literal(XERO_TIME)}, 1) as bigint)"
    return (
        f"case when regexp_full_match({text}, {literal(XERO_TIME)}) "
        f"then make_timestamp({milliseconds} * 1000)::varchar else {text} end"
    )


def _keep_documents_whole(connection: duckdb.DuckDBPyConnection, document: Text, *parts: Text) -> None:
    """Quarantines a document with a bad line and all its lines: without the line its amount would be wrong."""
    for part in parts:
        reason = f"{part.table.source}: one of its lines is quarantined"
        quarantine(connection, document, _is_document_of(document.table, part.table), reason)
    for part in parts:
        reason = f"the {document.table.name} that it belongs to is quarantined"
        quarantine(connection, part, _is_document_of(part.table, document.table), reason)


def _is_document_of(table: Table, other: Table) -> str:
    """SQL that is true of rows of a document of which a row of the other table is quarantined."""
    (mine, *_), (theirs, *_) = table.key, other.key
    return f"{quoted(mine)} in (select {quoted(theirs)} from {judged(other)} where _reason is not null)"
