"""With a source absent or odd values in it, all models build and all tests hold: gate 2 refuses no night for these.

The company lands and is built once. Then its landing is changed for dbt, and all models below it are built again: a
source, a table or the rates of a currency are absent, or every column that no contract restricts has odd values.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

from dagster_project.dbt_run import exclusions, run_environment
from ingest.contracts import Column, Table, Type, tables
from ingest.csv_mapping.mapping import DATE_TYPES, NUMBER_TYPES
from ingest.reading.delivery import label
from tests.sharing import shared
from tests.warehouse import dbt, land, wrong

RATES = "finance.fx_rates"
OPTIONAL_SYSTEMS = ("sendgrid", "xero", "finance")
SYSTEMS = ("salesforce", *OPTIONAL_SYSTEMS)
HUGE = {Type.MONEY: "999999999999.99", Type.NUMBER: "9999999999.99"}
# Odd entries: the SQL that replaces a column, or None when the contract forbids such values.
ODD: Mapping[str, Callable[[Column], str | None]] = {
    "zero": lambda column: "0" if column.type in NUMBER_TYPES and column.above is None and not column.minimum else None,
    "negative": lambda column: (
        f"-abs({column.name})"
        if column.type in NUMBER_TYPES and column.minimum is None and column.above is None
        else None
    ),
    "huge": lambda column: (
        f"if(is_odd, {HUGE[column.type]}, {column.name})" if column.type in HUGE and column.maximum is None else None
    ),
    "early": lambda column: f"if(is_odd, '1900-01-01', {column.name})" if column.type in DATE_TYPES else None,
    "late": lambda column: f"if(is_odd, '2199-12-31', {column.name})" if column.type in DATE_TYPES else None,
    "empty": lambda column: None if column.required else "null",
    "the same": lambda column: "'x'" if column.type is Type.TEXT and not column.is_id else None,
    "true": lambda column: "true" if column.type is Type.BOOLEAN else None,
    "false": lambda column: "false" if column.type is Type.BOOLEAN else None,
}


def optional_tables() -> Iterator[Table]:
    """The tables with a file of their own that a source can be read without; their lines are hidden with them."""
    for system in SYSTEMS:
        yield from (table for table in tables(system) if table.source and not table.required and not table.parent)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> tuple[Path, dict[str, str]]:
    """The build file of a company that delivers everything, and the environment of its run."""

    def make(folder: Path) -> tuple[Path, dict[str, str]]:
        run = run_environment(land(folder, company, AS_OF=as_of))
        assert not wrong(dbt(folder, "build", *exclusions(run), run=run))
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


def change(folder: Path, view: str, query: str) -> None:
    """Replaces a view of the landing by a query, which reads the rows of the view from `before`."""
    with duckdb.connect(str(folder / "build.duckdb")) as connection:
        connection.execute(f"""
            alter view landing."{view}" rename to "{view} before";
            create view landing."{view}" as with before as (from landing."{view} before") {query}
        """)


def hide(folder: Path, view: str, condition: str = "false") -> None:
    """Leaves in a view of the landing only the rows that meet the condition."""
    change(folder, view, f"select * from before where {condition}")


def distort(folder: Path, table: Table, odd: Callable[[Column], str | None]) -> None:
    """Gives the columns of a table odd values: all but keys and what gate 1 compares with a list or a pattern."""
    free = [
        column for column in table.landed_columns if not (column.name in table.key or column.allowed or column.pattern)
    ]
    changed = {column: expression for column in free if (expression := odd(column))}
    if changed:
        # Of a quarter of the rows: which ones depends on the key alone.
        rows = f"select *, hash({', '.join(table.key)}) % 4 = 0 as is_odd from before"
        columns = ", ".join(f"cast({sql} as {column.type}) as {column.name}" for column, sql in changed.items())
        query = f"select * exclude (is_odd) replace ({columns}) from ({rows})"
        change(folder, f"{table.system}__{table.name}", query)


def hide_tables(folder: Path, system: str, *files: Table) -> None:
    """Hides tables, and the tables nested in them, as if their files had never been delivered."""
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
    results = dbt(folder, "build", *exclusions(run), *below, run=dict(run))
    assert results
    assert not wrong(results)


@pytest.mark.parametrize("currency", ["USD", *(pytest.param(code, marks=pytest.mark.long) for code in ("GBP", "RON"))])
def test_without_the_rates_of_a_currency(folder: Path, run: dict[str, str], currency: str) -> None:
    hide(folder, "finance__fx_rates", f"from_currency <> '{currency}'")
    assert_all_holds(folder, run, RATES)
    with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as connection:
        marked = connection.execute("""
            select rep_id, month_start, invoiced_amount is null
            from marts.rep_performance_monthly where note like '%invoiced_amount is without%' or invoiced_amount is null
        """).fetchall()
        unconverted = connection.execute("""
            select rep_id, date_trunc('month', document_date)::date, bool_and(net_amount_rc is null)
            from core.fct_revenue_credit group by all having bool_or(net_amount_rc is null)
        """).fetchall()
        # NULL only where no line of the month could be converted; a note wherever one could not.
        assert unconverted
        assert sorted(marked) == sorted(unconverted)


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


@pytest.mark.long
@pytest.mark.parametrize("kind", ODD)
def test_with_odd_values(folder: Path, run: dict[str, str], kind: str) -> None:
    for table in (table for system in SYSTEMS for table in tables(system) if table.source or table.parent):
        distort(folder, table, ODD[kind])
    assert_all_holds(folder, run, *(f"{system}.*" for system in SYSTEMS))
