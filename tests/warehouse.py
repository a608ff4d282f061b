"""Warehouses without a whole night: sources are landed and dbt builds what is asked for, in a folder of the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.dbt_run import DBT_DIR, KEPT_PARSE, keep_parse, run_environment
from expectations import gate1
from ingest.loading.landing import attach
from ingest.loading.load import Status, load
from ingest.settings import PROJECT_DIR, Settings, load_settings
from ingest.systems import SYSTEMS

GOOD = ("success", "pass")
RUN = {
    "PLUMBLINE_RUN_AS_OF": "2026-06-30",
    "PLUMBLINE_RUN_REPORTING_CURRENCY": "EUR",
    "PLUMBLINE_RUN_COMPANY_TIME_ZONE": "Europe/Madrid",
    "PLUMBLINE_RUN_FISCAL_YEAR_START_MONTH": "1",
    "PLUMBLINE_RUN_SYSTEMS": ",".join(SYSTEMS),
}
PARSED = DBT_DIR / "target"


@dataclass(frozen=True)
class Warehouse:
    """A warehouse below a folder: what landed from a configuration, and the models that were built of it."""

    folder: Path
    settings: Settings

    @classmethod
    def of(cls, folder: Path, sources: str, *models: str, **variables: str) -> Warehouse:
        """Lands what a sources file (its text) names and builds models of it."""
        folder.mkdir(exist_ok=True)
        path = folder / "sources.yml"
        path.write_text(sources, encoding="utf-8")
        warehouse = cls(folder, land(folder, PLUMBLINE_SOURCES=str(path), **variables))
        warehouse.build(*models)
        return warehouse

    def build(self, *models: str, project_dir: Path = PROJECT_DIR) -> None:
        """Builds models, by name or as dbt selects them, with all that they are made of, and tests what it built."""
        selected = [f"+{model}" for model in models]
        # Tests that look into models beside these would find nothing there.
        what = ("--exclude-resource-type", "unit_test", "--indirect-selection", "cautious", "--select", *selected)
        assert not wrong(dbt(self.folder, "build", *what, project_dir=project_dir, run=run_environment(self.settings)))

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """All layers; to be closed by who asked."""
        return duckdb.connect(str(self.folder / "build.duckdb"), read_only=True)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.warehouse() as connection:
            return connection.execute(sql).fetchall()

    def mart(self, name: str) -> pd.DataFrame:
        """A mart as a frame; money stays Decimal."""
        with self.warehouse() as connection:
            return connection.execute(f"select * from marts.{name}").to_arrow_table().to_pandas()


def land(folder: Path, drop: Path | None = None, **variables: str) -> Settings:
    """Lands a drop folder, or what the variables of a configuration name, or nothing, as a warehouse below `folder`."""
    given = {"PLUMBLINE_DROP": str(drop)} if drop else {}
    settings = load_settings({"PLUMBLINE_DATA_DIR": str(folder), **given, **variables})
    for source in settings.sources if drop or variables else ():
        result = load(source, settings, gate1.judge)
        assert result.status is Status.ACCEPTED, result.problems
    attach(folder / "build.duckdb", settings)
    return settings


def begin_parsed(target: Path) -> None:
    """Puts the project as it was last parsed into a target folder, where dbt parses only what has changed since."""
    if (PARSED / KEPT_PARSE).exists() and not (target / KEPT_PARSE).exists():
        keep_parse(PARSED, target)


def dbt(
    folder: Path, *arguments: str, project_dir: Path = PROJECT_DIR, run: dict[str, str] | None = None
) -> list[dict[str, str]]:
    """The results of a dbt command in the warehouse below `folder`."""
    begin_parsed(folder / "target")
    command = [Path(sys.executable).with_name("dbt"), *arguments, "--target-path", folder / "target"]
    done = subprocess.run(
        [*command, "--log-path", folder / "logs"],
        cwd=project_dir / "dbt",
        env={**os.environ, **RUN, **(run or {}), "DBT_ENV_SECRET_BUILD_FILE": str(folder / "build.duckdb")},
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
