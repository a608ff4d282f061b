"""Warehouses without a whole night: sources are landed and dbt builds what is asked for, in a folder of the test."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.dbt_project import load_manifest
from dagster_project.dbt_run import NodeResult, run_dbt, run_environment
from expectations import gate1
from ingest.loading.landing import attach
from ingest.loading.load import Status, load
from ingest.settings import PROJECT_DIR, Settings, load_settings
from ingest.systems import SYSTEMS

RUN = {
    "PLUMBLINE_RUN_AS_OF": "2026-06-30",
    "PLUMBLINE_RUN_REPORTING_CURRENCY": "EUR",
    "PLUMBLINE_RUN_COMPANY_TIME_ZONE": "Europe/Madrid",
    "PLUMBLINE_RUN_FISCAL_YEAR_START_MONTH": "1",
    "PLUMBLINE_RUN_SYSTEMS": ",".join(SYSTEMS),
}


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
        assert result.status in (Status.ACCEPTED, Status.UNCHANGED), result.problems
    attach(folder / "build.duckdb", settings)
    return settings


def dbt(
    folder: Path, *arguments: str, project_dir: Path = PROJECT_DIR, run: dict[str, str] | None = None
) -> list[NodeResult]:
    """The results of a dbt command in the warehouse below `folder`. Only a copy of the project is parsed anew."""
    os.environ |= {**RUN, **(run or {}), "PLUMBLINE_BUILD_FILE": str(folder / "build.duckdb")}
    parsed = load_manifest().parent if project_dir == PROJECT_DIR else None
    return run_dbt(arguments, folder / "target", parsed, project_dir / "dbt")


def wrong(results: list[NodeResult]) -> list[str]:
    """What did not succeed, and why."""
    return [f"{result.unique_id}: {result.message}" for result in results if not result.is_good]
