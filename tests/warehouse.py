"""Warehouses without a whole night: a drop folder is landed, dbt builds what is asked for, in a folder of the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from expectations import gate1
from ingest.loading.landing import attach
from ingest.loading.load import Status, load
from ingest.settings import PROJECT_DIR, load_settings

GOOD = ("success", "pass")
RUN = {
    "PLUMBLINE_RUN_AS_OF": "2026-06-30",
    "PLUMBLINE_RUN_REPORTING_CURRENCY": "EUR",
    "PLUMBLINE_RUN_COMPANY_TIME_ZONE": "Europe/Madrid",
    "PLUMBLINE_RUN_FISCAL_YEAR_START_MONTH": "1",
}


def land(folder: Path, drop: Path | None = None) -> None:
    """Lands the drop folder, nothing without one, and puts the landed tables into the warehouse below `folder`."""
    settings = replace(load_settings({"PLUMBLINE_DROP": str(drop)} if drop else {}), data_dir=folder)
    for source in settings.sources if drop else ():
        result = load(source, settings, gate1.judge)
        assert result.status is Status.ACCEPTED, result.problems
    attach(folder / "build.duckdb", settings)


def dbt(folder: Path, *arguments: str, project_dir: Path = PROJECT_DIR) -> list[dict[str, str]]:
    """The results of a dbt command in the warehouse below `folder`."""
    command = [Path(sys.executable).with_name("dbt"), *arguments, "--target-path", folder / "target"]
    done = subprocess.run(
        [*command, "--log-path", folder / "logs"],
        cwd=project_dir / "dbt",
        env={**os.environ, **RUN, "DBT_ENV_SECRET_BUILD_FILE": str(folder / "build.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    results = folder / "target" / "run_results.json"
    assert results.exists(), done.stdout
    return json.loads(results.read_text(encoding="utf-8"))["results"]


def wrong(results: list[dict[str, str]]) -> list[str]:
    """What did not succeed, and why."""
    return [f"{result['unique_id']}: {result['message']}" for result in results if result["status"] not in GOOD]
