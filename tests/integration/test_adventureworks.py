"""A real company of which only quotas, territories and exchange rates are known: all of it lands, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.nights import Night, run_night

pytestmark = [pytest.mark.night, pytest.mark.xdist_group("adventureworks")]


@pytest.fixture(scope="module")
def night(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = run_night(
        tmp_path_factory.mktemp("adventureworks"),
        PLUMBLINE_SOURCES="config/examples/adventureworks.yml",
        ADVENTUREWORKS_DIR=str(shared_dir / "data" / "adventureworks"),
    )
    assert night.code == 0, night.output
    return night


@pytest.fixture(scope="module")
def build(night: Night) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse that the night built, with the layers that are not published."""
    with duckdb.connect(str(night.data_dir / "warehouse" / "build.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("entity", "model", "rows"),
    [
        ("rep", "reps", 17),
        ("quota", "quotas", 163),
        ("territory", "territories", 10),
        ("territory_assignment", "territory_assignments", 17),
        ("exchange_rate", "exchange_rates", 13_532),
    ],
)
def test_every_row_lands(build: duckdb.DuckDBPyConnection, entity: str, model: str, rows: int) -> None:
    landed = build.execute(f"select count(*), count(distinct id) from landing.csv_mapping__{entity}").fetchall()
    staged = build.execute(f"select count(*) from staging.stg_csv_mapping__{model}").fetchall()
    assert (landed, staged) == ([(rows, rows)], [(rows,)])


def test_quotas_are_those_of_the_file(build: duckdb.DuckDBPyConnection, shared_dir: Path) -> None:
    lines = (shared_dir / "data" / "adventureworks" / "SalesPersonQuotaHistory.csv").read_text().splitlines()
    total = sum(Decimal(line.split("\t")[2]) for line in lines)
    query = "select sum(amount), min(period_start), max(period_end) from staging.stg_csv_mapping__quotas"
    assert build.execute(query).fetchall() == [(total, date(2022, 5, 30), date(2025, 5, 27))]


def test_a_rate_is_that_of_the_end_of_its_day(build: duckdb.DuckDBPyConnection) -> None:
    query = """
        select rate from staging.stg_csv_mapping__exchange_rates
        where rate_date = date '2022-05-30' and from_currency = 'USD' and to_currency = 'AUD'
    """
    assert build.execute(query).fetchall() == [(Decimal("1.55"),)]


def test_what_is_not_in_the_files_is_not_connected(build: duckdb.DuckDBPyConnection, night: Night) -> None:
    connected = "select capability from core.dim_connection where is_connected order by 1"
    assert [name for (name,) in build.execute(connected).fetchall()] == ["fx_rates", "quotas"]
    assert len(night.mart("crm_findings")) == 0
