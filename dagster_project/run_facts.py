"""Collects the facts of a run that are published: loads, freshness, timings."""

from __future__ import annotations

from datetime import datetime

from dagster_project.run_files import RunFiles
from ingest.loading.dates import answerable
from ingest.loading.landing import freshness
from ingest.settings import Settings
from serving.run_info import RunInfo


def run_info(settings: Settings, files: RunFiles) -> RunInfo:
    """The facts of the run so far, from the files that its steps left."""
    last_loads = freshness(settings)
    return RunInfo(
        run_id=files.run_id,
        code_version=settings.code_version,
        started_at=datetime.fromisoformat(files.read_all("started")[""]["started_at"]),
        loads=files.read_all("load-"),
        freshness={system: load.loaded_at.isoformat() if load else None for system, load in last_loads.items()},
        last_day=answerable(settings).last,
        timings={name: timing["seconds"] for name, timing in files.read_all("timing-").items()},
    )
