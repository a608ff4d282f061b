"""Runs statements that call the project's macros: dbt compiles them, an in-memory DuckDB answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from dagster_project.dbt_project import load_manifest
from dagster_project.dbt_run import run_dbt

DBT_DIR = Path(__file__).parents[2] / "dbt"
RUN = {
    "PLUMBLINE_RUN_AS_OF": "2024-03-30",
    "PLUMBLINE_RUN_REPORTING_CURRENCY": "EUR",
    "PLUMBLINE_RUN_COMPANY_TIME_ZONE": "Europe/Berlin",
    "PLUMBLINE_RUN_FISCAL_YEAR_START_MONTH": "4",
}
SEPARATOR = "\n/* next statement */\n"

Rows = list[tuple[object, ...]]
Run = Callable[[Sequence[str], str], list[Rows]]


@pytest.fixture(scope="session")
def run_statements(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Gives `run(statements, tables)`: the rows of each statement, over the tables that the SQL text `tables` makes.

    One call of dbt compiles them all. Relations are those of a build file: schemas `landing` and `seeds` are there.
    """
    folder = tmp_path_factory.mktemp("dbt")

    def run(statements: Sequence[str], tables: str) -> list[Rows]:
        connection = duckdb.connect()
        connection.execute("attach ':memory:' as build; use build; set TimeZone = 'UTC'")
        connection.execute(f"create schema landing; create schema seeds; {tables}")
        os.environ |= {**RUN, "PLUMBLINE_BUILD_FILE": str(folder / "build.duckdb")}
        inline = ["compile", "--inline", SEPARATOR.join(statements)]
        (compiled,) = run_dbt(inline, folder, load_manifest().parent)
        return [connection.execute(statement).fetchall() for statement in compiled.compiled_code.split(SEPARATOR)]

    return run
