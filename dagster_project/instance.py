"""Dagster's own storage: below the data folder, telemetry off, hanging runs ended by the daemon."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingest.settings import private_folder

INSTANCE_CONFIGURATION = """\
telemetry:
  enabled: false
run_monitoring:
  enabled: true
event_log_storage:
  module: dagster_project.event_log
  class: EventLog
  config:
    base_dir: {event_log}
"""


# Dagster's databases beside those of single runs.
DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
# Up to this size every page is looked at, which takes a moment; of a larger one the first.
CHECKED_BYTES = 100_000_000


def repair(state_dir: Path) -> Iterator[str]:
    """Sets Dagster's storage aside where one of its databases cannot be read; one line for it.

    It holds the history of runs, which the UI shows, and nothing that a night needs.
    """
    home = state_dir / "dagster"
    if broken := next((name for name in DATABASES if _is_broken(home / name)), None):
        aside = home.with_name(f"{home.name}.set-aside-{time.time_ns()}")
        home.rename(aside)
        yield f"{home / broken} cannot be read: Dagster's history was set aside as {aside} and begins anew"


def _is_broken(database: Path) -> bool:
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if database.stat().st_size > CHECKED_BYTES:
                return not connection.execute("select count(*) from sqlite_master").fetchall()
            return connection.execute("pragma quick_check(1)").fetchall() != [("ok",)]
    except sqlite3.OperationalError as error:
        return "locked" not in str(error)  # the UI may be writing
    except sqlite3.Error:
        return True


def use_instance(state_dir: Path) -> Path:
    """Makes `<state_dir>/dagster` Dagster's home for this process and its children; returns it."""
    home = private_folder(state_dir) / "dagster"
    home.mkdir(exist_ok=True)
    configuration = INSTANCE_CONFIGURATION.format(event_log=json.dumps(str(home / "history" / "runs")))
    (home / "dagster.yaml").write_text(configuration, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    # A night has over a thousand events; each stored with a commit of its own, they take longer than the models.
    os.environ["DAGSTER_EVENT_BATCH_SIZE"] = "100"
    return home
