"""A real company of which only quotas, territories and exchange rates are known: all of it lands, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.nights import Night, run_night

pytestmark = [pytest.mark.night, pytest.mark.long, pytest.mark.xdist_group("adventureworks")]


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
    with night.warehouse() as connection:
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


def test_every_quota_is_credited_to_the_territory_of_its_first_day(
    build: duckdb.DuckDBPyConnection, shared_dir: Path
) -> None:
    """All 163, before, on and after each change, with open ends; computed straight from the two files."""
    folder = shared_dir / "data" / "adventureworks"
    expected = credited(
        *(read(folder / f"{name}.csv") for name in ("SalesPersonQuotaHistory", "SalesTerritoryHistory"))
    )
    query = "select rep_id, period_start, territory_id, is_territory_inferred from core.fct_quota"
    found = {(rep, start): rest for rep, start, *rest in build.execute(query).fetchall()}
    assert len(expected) == len(found) == 163
    assert found == expected
    # The file has each case: two territories of one rep, none after an end, none at all.
    assert {expected["csv:275", date(2023, 8, 30)][0], expected["csv:275", date(2023, 11, 30)][0]} == {"csv:2", "csv:3"}
    assert expected["csv:275", date(2025, 2, 28)] == ["csv:3", False]
    assert expected["csv:274", date(2022, 5, 30)] == [None, False]


def test_quotas_by_territory_sum_to_the_file(night: Night, shared_dir: Path) -> None:
    quotas = read(shared_dir / "data" / "adventureworks" / "SalesPersonQuotaHistory.csv")
    total = sum(Decimal(row[2]) for row in quotas.itertuples(index=False))
    mart = night.mart("quota_attainment")
    years = mart[mart["period_type"] == "year"]
    for entity_type in ("rep", "territory", "company"):
        assert years.loc[years["entity_type"] == entity_type, "quota_amount"].sum() == total, entity_type
    assert years["invoiced_amount"].isna().all()
    assert years["attainment"].isna().all()


def read(path: Path) -> pd.DataFrame:
    """A file without a header line, tabs, all text; columns are numbers."""
    return pd.read_csv(path, sep="\t", header=None, dtype=str, keep_default_na=False)


def credited(quotas: pd.DataFrame, history: pd.DataFrame) -> dict[tuple[str, date], list[str | bool | None]]:
    """Rep and first day: the territory held that day, the first one ever before it was known, which is marked."""
    found: dict[tuple[str, date], list[str | bool | None]] = {}
    for rep, quota_date in zip(quotas[0], quotas[1], strict=True):
        day = date.fromisoformat(quota_date[:10])
        spells = sorted(
            (date.fromisoformat(start[:10]), date.fromisoformat(end[:10]) if end else date.max, f"csv:{territory}")
            for whom, territory, start, end in zip(*(history[place] for place in range(4)), strict=True)
            if whom == rep
        )
        held = [territory for start, end, territory in spells if start <= day <= end]
        is_assumed = bool(spells) and day < spells[0][0]
        found[f"csv:{rep}", day] = [spells[0][2] if is_assumed else held[0] if held else None, is_assumed]
    return found
