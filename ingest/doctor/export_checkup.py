"""Looks at a source that delivers files: reads every table with its own reader and keeps nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import duckdb

from ingest.contracts import Table
from ingest.doctor.checkup import Checkup, Look
from ingest.loading.load import guarded
from ingest.reading.delivery import Delivered, SourceError, label, quoted
from ingest.reading.export_folder import ExportFolder
from ingest.reading.judging import workspace
from ingest.settings import Source

SHOWN_REASONS = 3


def check(source: Source, project_dir: Path) -> Checkup:
    """What there is in the folder. Where it cannot be read whole, its tables are read one by one."""
    tables = import_module(f"ingest.{source.system}.tables").TABLES
    folder = source.folder
    place = str(folder.relative_to(project_dir) if folder.is_relative_to(project_dir) else folder)
    if source.dlt:
        checkup = Checkup(source, f"the dlt source {source.dlt.kind}", tables, access="was asked")
    else:
        checkup = Checkup(source, f"the folder {place}", tables, access="is there")
    if refusal := _read(checkup):
        _tell_of_all(checkup, refusal)
    return checkup


def _tell_of_all(checkup: Checkup, refusal: str) -> None:
    """Reads those tables that were not reached one by one: a reader stops at the first file that it cannot use."""
    waiting = [table.name for table in checkup.asked if not table.parent and table.name not in checkup.found]
    refusals = {name: _read(checkup, name) if len(checkup.asked) > 1 else refusal for name in waiting}
    if not checkup.found and set(refusals.values()) == {refusal}:
        checkup.refuse(refusal)  # it is the folder that cannot be used, or the mapping
        return
    checkup.problems.extend(dict.fromkeys(filter(None, refusals.values())) or [refusal])
    failed = {name for name, line in refusals.items() if line}
    checkup.failed.update(table.name for table in checkup.asked if {table.name, table.parent} & failed)


def _read(checkup: Checkup, only: str | None = None) -> str | None:
    """Reads the source, or one table of it; the reason in one line where that fails."""
    source = checkup.source
    read = import_module(f"ingest.{source.system}.source").read
    try:
        with workspace() as connection:
            for each in guarded(source, partial(read, only=only) if only else read, connection):
                if isinstance(each, Delivered):
                    _take(checkup, each, connection)
                elif each.line not in checkup.notes:
                    checkup.notes.append(each.line)
    except SourceError as error:
        return str(error)
    return None


def _take(checkup: Checkup, delivered: Delivered, connection: duckdb.DuckDBPyConnection) -> None:
    table = delivered.table
    newest = None
    if table.cursor:
        newest = connection.sql(f"select max({quoted(table.cursor)}) from {delivered.rows}").fetchall()[0][0]
    newest = newest or (None if checkup.source.dlt else _file_date(checkup.source, table))
    checkup.found[table.name] = Look(delivered.delivered_rows, delivered.quarantined_rows, newest)
    reasons = connection.sql(
        f"select file_name, line_number, reason from {delivered.quarantined} limit {SHOWN_REASONS}"
    ).fetchall()
    checkup.notes.extend(f"{label(table)}: {file} line {line}: {reason}" for file, line, reason in reasons)
    checkup.notes.extend((*delivered.notes, *delivered.warnings))


def _file_date(source: Source, table: Table) -> date | None:
    """The day on which the table's file was written; of a mapped table, whose file bears any name, the newest one."""
    tables = {table.name: table for table in import_module(f"ingest.{source.system}.tables").TABLES}
    file = tables[table.parent].source if table.parent else table.source
    folder = ExportFolder(source.system, source.folder, {})
    times = [path.stat().st_mtime for path in folder.matching(file) or folder.matching("*")]
    return datetime.fromtimestamp(max(times), UTC).date() if times else None
