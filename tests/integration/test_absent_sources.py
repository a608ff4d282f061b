"""Every optional source and table may be absent, and so may the rates of a currency: all models build, all tests hold.

The company lands and is built once. What is absent is then hidden from dbt, which sees an empty table that was never
delivered, and all models below it are built again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

from dagster_project.dbt_run import run_environment
from ingest.contracts import Table, tables
from ingest.reading.delivery import label
from tests.sharing import shared
from tests.warehouse import dbt, land, wrong

EVERY_NIGHT = ("--exclude-resource-type", "unit_test", "--exclude", "tag:by_construction")
RATES = "finance.fx_rates"
OPTIONAL_SYSTEMS = ("sendgrid", "xero", "finance")
SYSTEMS = ("salesforce", *OPTIONAL_SYSTEMS)


def optional_tables() -> Iterator[Table]:
    """The tables with a file of their own that a source can be read without; their lines are hidden with them."""
    for system in SYSTEMS:
        yield from (table for table in tables(system) if table.source and not table.required and not table.parent)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> tuple[Path, dict[str, str]]:
    """The build file of a company that delivers everything, and the environment of its run."""

    def make(folder: Path) -> tuple[Path, dict[str, str]]:
        run = run_environment(land(folder, company, AS_OF=as_of))
        assert not wrong(dbt(folder, "build", *EVERY_NIGHT, run=run))
        return folder / "build.duckdb", run

    return shared(tmp_path_factory, "landed", make)


@pytest.fixture
def run(landed: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """The environment of that run."""
    return landed[1]


@pytest.fixture
def folder(landed: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """A folder with a copy of that build file."""
    shutil.copy(landed[0], tmp_path / "build.duckdb")
    return tmp_path


def hide(folder: Path, view: str, condition: str = "false") -> None:
    """Leaves in a view of the landing only the rows that meet the condition."""
    with duckdb.connect(str(folder / "build.duckdb")) as connection:
        connection.execute(f"""
            alter view landing."{view}" rename to "{view} before";
            create view landing."{view}" as select * from landing."{view} before" where {condition}
        """)


def hide_tables(folder: Path, system: str, *files: Table) -> None:
    """The files of these tables were never delivered, nor what they carry beside."""
    gone = [table for table in tables(system) if {table.name, table.parent} & {file.name for file in files}]
    for table in gone:
        for name in filter(None, (table.name, table.person_name)):
            hide(folder, f"{system}__{name}")
    names = ", ".join(f"'{table.name}'" for table in gone)
    for name in ("delivery", "quarantine"):
        hide(folder, f"{system}__{name}", f"table_name not in ({names})")


def assert_all_holds(folder: Path, run: Mapping[str, str], *sources: str) -> None:
    """All models below these sources build and all data tests hold: gate 2 refuses what one of them finds."""
    below = ("--select", *(f"source:{source}+" for source in sources))
    results = dbt(folder, "build", *EVERY_NIGHT, *below, run=dict(run))
    assert results
    assert not wrong(results)


@pytest.mark.parametrize("currency", ["USD", *(pytest.param(code, marks=pytest.mark.long) for code in ("GBP", "RON"))])
def test_without_the_rates_of_a_currency(folder: Path, run: dict[str, str], currency: str) -> None:
    hide(folder, "finance__fx_rates", f"from_currency <> '{currency}'")
    assert_all_holds(folder, run, RATES)
    with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as connection:
        query = """
            select count(*) filter (note like '%invoiced_amount is without%'), count(*) filter (invoiced_amount is null)
            from marts.rep_performance_monthly
        """
        ((noted, unknown),) = connection.execute(query).fetchall()
        assert noted >= unknown > 0


@pytest.mark.long
def test_without_any_rate(folder: Path, run: dict[str, str]) -> None:
    hide(folder, "finance__fx_rates")
    assert_all_holds(folder, run, RATES)


@pytest.mark.long
@pytest.mark.parametrize("system", OPTIONAL_SYSTEMS)
def test_without_a_source(folder: Path, run: dict[str, str], system: str) -> None:
    hide_tables(folder, system, *(table for table in tables(system) if table.source))
    systems = [name for name in run["PLUMBLINE_RUN_SYSTEMS"].split(",") if name != system]
    remaining = (f"{name}.*" for name in systems)
    assert_all_holds(folder, {**run, "PLUMBLINE_RUN_SYSTEMS": ",".join(systems)}, *remaining)


@pytest.mark.long
@pytest.mark.parametrize("table", optional_tables(), ids=label)
def test_without_a_table(folder: Path, run: dict[str, str], table: Table) -> None:
    hide_tables(folder, table.system, table)
    assert_all_holds(folder, run, f"{table.system}.{table.name}", f"{table.system}.delivery")
