"""Dagster's SQLite event log, written without a sync and a checkpoint per event: a night has over a thousand events."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import event
from sqlalchemy.engine import Engine

_held: dict[str, sqlite3.Connection] = {}


def write_without_waiting() -> None:
    """From now on this process syncs Dagster's databases at checkpoints only, and checkpoints them when it ends.

    A killed process loses nothing by it; a power cut may lose the last events of a run, never the file.
    """
    event.listen(Engine, "connect", _prepare)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("pragma synchronous = normal")
    with closing(connection.execute("pragma database_list")) as cursor:
        path = cursor.fetchone()[2]
    if path:
        # SQLite folds the log into the file when the last connection closes, and Dagster opens one per event. A
        # connection counts once it has read, and again once the file has got a log.
        if path not in _held:
            _held[path] = sqlite3.connect(path, check_same_thread=False)
        _held[path].execute("select count(*) from sqlite_master").close()
