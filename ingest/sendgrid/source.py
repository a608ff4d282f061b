"""Reads SendGrid's event webhook, collected as files of one event object a line."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from ingest.reading.delivery import Delivered, Note
from ingest.reading.export_folder import open_folder
from ingest.reading.json_lines import register_objects
from ingest.reading.json_tables import missing_columns, object_text, unknown_notes
from ingest.reading.judging import judge, quarantine_contradictions
from ingest.reading.outcome import outcome
from ingest.sendgrid.tables import TABLES
from ingest.settings import Source


def read(source: Source, connection: duckdb.DuckDBPyConnection) -> Iterator[Delivered | Note]:
    """The events of all `*.jsonl` files of the folder, by file name. Events delivered twice are read once.

    Raises:
        SourceError: the folder is not there, or a file cannot be used.
    """
    folder = open_folder(source.system, source.folder)
    (table,) = TABLES
    yield from folder.notes(table.source)
    paths = folder.matching("*.jsonl")
    if not paths:
        return
    objects = register_objects(connection, folder, paths, table)
    text = object_text(connection, objects, table, rewrites={"occurred_at": unix_time})
    judge(connection, text)
    quarantine_contradictions(connection, text)
    yield outcome(connection, text, missing_columns(connection, text.table), notes=unknown_notes(text))


def unix_time(text: str) -> str:
    """SQL that writes Unix seconds as an ISO 8601 time and leaves any other text as it is."""
    seconds = f"try_cast({text} as bigint)"
    return (
        f"case when regexp_full_match({text}, '\\d{{1,10}}') "
        f"then make_timestamp({seconds} * 1000000)::varchar else {text} end"
    )
