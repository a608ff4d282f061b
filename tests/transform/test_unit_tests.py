"""The dbt unit tests: literal rows through every ratio, rule and state, in a warehouse whose landing is empty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.landing import attach
from ingest.settings import PROJECT_DIR, load_settings

GOOD = ("success", "pass")
VARIABLES = {
    "as_of": "2026-06-30",
    "reporting_currency": "EUR",
    "company_time_zone": "Europe/Madrid",
    "fiscal_year_start_month": 1,
}


def dbt(folder: Path, *arguments: str) -> list[dict[str, str]]:
    """The results of a dbt command in a warehouse below `folder`."""
    command = [Path(sys.executable).with_name("dbt"), *arguments, "--target-path", folder / "target"]
    done = subprocess.run(
        [*command, "--log-path", folder / "logs", "--vars", json.dumps(VARIABLES)],
        cwd=PROJECT_DIR / "dbt",
        env={**os.environ, "PLUMBLINE_BUILD_FILE": str(folder / "build.duckdb")},
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


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a warehouse whose landing is empty: not one table was ever delivered."""
    folder = tmp_path_factory.mktemp("warehouse")
    attach(folder / "build.duckdb", replace(load_settings({}), data_dir=folder))
    return folder


def test_all_holds_on_nothing_and_for_literal_rows(warehouse: Path) -> None:
    """All models build and all data tests hold on an empty landing; then unit tests run, which need built parents."""
    built = dbt(warehouse, "build", "--exclude-resource-type", "unit_test")
    assert not wrong(built)
    assert len(built) > 300
    tested = dbt(warehouse, "test", "--select", "test_type:unit")
    assert not wrong(tested)
    assert len(tested) > 50
