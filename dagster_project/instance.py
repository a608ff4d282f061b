"""Dagster's own storage: below the data folder, telemetry off, hanging runs ended by the daemon."""

from __future__ import annotations

import json
import os
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
