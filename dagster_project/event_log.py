"""Dagster's SQLite event log with its connections kept open for the many events of a night; removes old runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter
from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

# One file per run and one index; the UI may read the files of many runs.
KEPT_OPEN = 8
# As many as logs of nights.
KEPT_RUNS = 30
FINISHED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


class EventLog(SqliteEventLogStorage):
    """Keeps one connection per file, which Dagster opens anew for every event, and syncs at checkpoints only.

    A killed process loses nothing by it; a power cut may lose the last events of a run, never the file.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: UserConfigSchema) -> Self:
        """Dagster's constructor: `base_dir` of dagster.yaml is the folder of the files."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = self._open(shard)
            with self._engines[shard].begin() as connection:
                yield connection

    def delete_events(self, run_id: str) -> None:
        """Removes a run from the index, and its file."""
        with self.index_connection() as connection:
            self.delete_events_for_run(connection, run_id)
            connection.execute(AssetCheckExecutionsTable.delete().where(AssetCheckExecutionsTable.c.run_id == run_id))
        if run_id in self._engines:
            self._engines.pop(run_id).dispose()
        file = Path(self.path_for_shard(run_id))
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()

    def _open(self, shard: str) -> Engine:
        while len(self._engines) >= KEPT_OPEN:
            self._engines.pop(next(iter(self._engines))).dispose()
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous = normal"))
        self._initdb(engine)
        return engine


def remove_old_runs(instance: DagsterInstance) -> None:
    """Keeps the newest finished runs in Dagster's store, which would grow by some megabytes a night."""
    for run in instance.get_runs(RunsFilter(statuses=FINISHED))[KEPT_RUNS:]:
        instance.delete_run(run.run_id)
        shutil.rmtree(Path(instance.storage_directory()) / run.run_id, ignore_errors=True)
