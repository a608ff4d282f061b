"""Dagster's event log keeps its connections, and what it writes is what Dagster's own class reads."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from dagster import AssetKey, AssetMaterialization, DagsterInstance, job, op
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project.event_log import KEPT_OPEN, KEPT_RUNS, EventLog, remove_old_runs
from dagster_project.instance import use_instance


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DagsterInstance:
    monkeypatch.setenv("DAGSTER_HOME", "")
    return DagsterInstance.from_config(str(use_instance(tmp_path)))


def test_the_instance_uses_it_and_dagsters_own_class_reads_it(instance: DagsterInstance, tmp_path: Path) -> None:
    log = instance.event_log_storage
    assert isinstance(log, EventLog)
    instance.report_runless_asset_event(AssetMaterialization("mart", metadata={"rows": 3}))
    own = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
    assert own.has_asset_key(AssetKey("mart"))
    with log.index_connection() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 1  # normal
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"


def test_old_runs_leave_nothing_behind(instance: DagsterInstance, tmp_path: Path) -> None:
    @job
    def night() -> None:
        _say()

    runs = [night.execute_in_process(instance=instance).run_id for _ in range(KEPT_RUNS + 3)]
    unfinished = instance.create_run_for_job(night).run_id
    remove_old_runs(instance)
    assert {run.run_id for run in instance.get_runs()} == {*runs[3:], unfinished}
    assert not [path for path in (tmp_path / "dagster").rglob("*") for run in runs[:3] if run in path.name]
    with instance.event_log_storage.index_connection() as connection:
        kept = connection.exec_driver_sql("select distinct run_id from event_logs").fetchall()
    assert {run_id for (run_id,) in kept} <= {*runs[3:], unfinished}
    assert instance.all_logs(runs[-1])


@op
def _say() -> None:
    """Nothing."""


def test_connections_are_kept_and_few(tmp_path: Path) -> None:
    log = EventLog(str(tmp_path))
    for run in range(KEPT_OPEN + 3):
        opened = []
        for _ in range(2):
            with log.run_connection(f"run{run}") as connection:
                connection.exec_driver_sql("select count(*) from event_logs")
                opened.append(connection.connection.dbapi_connection)
        assert opened[0] is opened[1]
    assert len(log._engines) == KEPT_OPEN


def test_a_failed_write_is_rolled_back(tmp_path: Path) -> None:
    log = EventLog(str(tmp_path))
    with pytest.raises(sqlite3.OperationalError):
        _write_and_fail(log)
    with log.run_connection("run") as connection:
        assert connection.exec_driver_sql("select count(*) from event_logs").scalar() == 0


def _write_and_fail(log: EventLog) -> None:
    with log.run_connection("run") as connection:
        connection.exec_driver_sql("insert into event_logs (run_id, event) values ('run', 'event')")
        raise sqlite3.OperationalError
