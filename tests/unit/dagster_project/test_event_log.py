"""Dagster's databases are synced at checkpoints, and not checkpointed after every event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import event, pool

from dagster_project import event_log


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    event_log.write_without_waiting()
    yield
    event.remove(sqlalchemy.Engine, "connect", event_log._prepare)
    for connection in event_log._held.values():
        connection.close()
    event_log._held.clear()


def test_closing_a_connection_leaves_the_log_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    engine = sqlalchemy.create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("pragma journal_mode = wal")
        connection.exec_driver_sql("create table events (id integer)")
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into events values (1)")
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 1  # normal
    assert path.with_name("runs.db-wal").stat().st_size > 0
    with engine.begin() as connection:
        assert connection.exec_driver_sql("select count(*) from events").scalar() == 1
