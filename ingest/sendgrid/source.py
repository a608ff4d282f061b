"""Reads SendGrid's event webhook, collected as files of one event object or body a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb

from ingest.contracts import Table
from ingest.reading.delivery import Delivered, Note, literal
from ingest.reading.export_folder import open_folder
from ingest.reading.json_lines import register_objects
from ingest.reading.json_tables import missing_columns, object_text, unknown_notes
from ingest.reading.judging import judge, judged, quarantine_contradictions, work_dir
from ingest.reading.outcome import outcome
from ingest.sendgrid.tables import TABLES
from ingest.settings import Source

ID = "sg_event_id"
# What the id of an event begins with that SendGrid gave none.
WITHOUT_ID = "without-id-"


def read(source: Source, connection: duckdb.DuckDBPyConnection) -> Iterator[Delivered | Note]:
    """The events of all `*.jsonl` files of the folder, by file name. Events delivered twice are read once.

    Raises:
        SourceError: the folder is not there, or a file cannot be used.
    """
    folder = open_folder(source.system, source.folder, work_dir(connection))
    (table,) = TABLES
    yield from folder.notes(table.source)
    paths = folder.matching("*.jsonl")
    if not paths:
        return
    objects = register_objects(connection, folder, paths, table)
    text = object_text(connection, objects, table, rewrites={"occurred_at": unix_time})
    text = replace(text, columns=text.columns | {ID: f"coalesce({text.columns[ID]}, {literal(WITHOUT_ID)})"})
    judge(connection, text)
    _number_events_without_id(connection, text.table)
    quarantine_contradictions(connection, text)
    yield outcome(connection, text, missing_columns(connection, text.table), notes=unknown_notes(text))


def _number_events_without_id(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Gives ids to events without one, such as unsubscribes, from which nobody can guess an address."""
    connection.execute(f"""
        create or replace temp table numbered as
        select
            rowid as place,
            {literal(WITHOUT_ID)} || left(sha256(concat_ws('|', sg_message_id, event, occurred_at)), 32) || '-' ||
                dense_rank() over (partition by sg_message_id, event, occurred_at order by email, url, _row_hash) as id
        from {judged(table)} where {ID} = {literal(WITHOUT_ID)};
        update {judged(table)} as events set {ID} = numbered.id from numbered where events.rowid = numbered.place
    """)


def unix_time(text: str) -> str:
    """SQL that writes Unix seconds as an ISO 8601 time and leaves any other text as it is."""
    seconds = f"try_cast({text} as bigint)"
    return (
        f"case when regexp_full_match({text}, '\\d{{1,10}}') "
        f"then make_timestamp({seconds} * 1000000)::varchar else {text} end"
    )
