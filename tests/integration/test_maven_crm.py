"""The real CRM export: known totals, and what is not in its files is NULL with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.nights import in_order, run_night
from tests.warehouse import Warehouse, land

pytestmark = pytest.mark.xdist_group("maven_crm")

MODELS = (
    *("rep_performance_monthly", "forecast_by_period", "crm_findings", "pipeline_inflation"),
    *("fct_opportunity", "dim_product"),
)


@pytest.fixture(scope="session")
def maven(shared_dir: Path) -> dict[str, str]:
    """The variables that name its configuration."""
    folder = shared_dir / "data" / "maven_crm"
    return {"PLUMBLINE_SOURCES": "config/examples/maven_crm.yml", "MAVEN_CRM_DIR": str(folder)}


@pytest.fixture(scope="module")
def warehouse(maven: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("maven")
    warehouse = Warehouse(folder, land(folder, **maven))
    warehouse.build(*MODELS)
    return warehouse


@pytest.fixture(scope="module")
def core(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """All layers of the warehouse."""
    with warehouse.warehouse() as connection:
        yield connection


def test_known_totals(warehouse: Warehouse) -> None:
    reps = warehouse.mart("rep_performance_monthly")
    assert reps["crm_won_count"].sum() == 4238
    assert reps["crm_lost_count"].sum() == 2473
    assert sum(reps["crm_won_amount"].dropna(), Decimal(0)) == Decimal(10_005_534)
    assert set(reps["currency"]) == {"USD"}


def test_open_deals_are_kept(core: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            count(*) filter (is_open),
            count(*) filter (is_open and created_date is null and expected_close_date is null and closed_date is null),
            count(*) filter (is_open and account_id is null)
        from core.fct_opportunity
    """
    assert core.execute(query).fetchall() == [(2089, 500, 1425)]


def test_product_spelt_otherwise_is_joined(core: duckdb.DuckDBPyConnection) -> None:
    query = """
        select product.product_name, count(*)
        from core.fct_opportunity as opportunity
        left join core.dim_product as product using (product_id)
        group by all
    """
    counts = dict(core.execute(query).fetchall())
    assert counts["GTX Pro"] == 1480
    assert None not in counts
    assert sum(counts.values()) == 8800


def test_what_is_not_in_the_files_is_null_with_the_reason(warehouse: Warehouse) -> None:
    reps = warehouse.mart("rep_performance_monthly")
    for column in ("invoiced_amount", "quota_amount", "proposals_count", "proposals_amount"):
        assert reps[column].isna().all(), column
    assert reps["note"].str.contains("accounting not connected").all()
    forecast = warehouse.mart("forecast_by_period")
    invoiced = forecast[forecast["measure"] == "invoiced"]
    assert len(invoiced) > 0
    assert invoiced["expected_amount"].isna().all()
    assert invoiced["note"].str.contains("not connected").all()


def test_no_rep_is_called_an_inflator(warehouse: Warehouse) -> None:
    findings = warehouse.mart("crm_findings")
    assert not (findings["rule_id"] == "H01").any()
    assert len(warehouse.mart("pipeline_inflation")) == 30


@pytest.mark.night
@pytest.mark.long
def test_the_whole_night_publishes(maven: dict[str, str], warehouse: Warehouse, tmp_path: Path) -> None:
    night = run_night(tmp_path / "data", **maven)
    assert night.code == 0, night.output
    pd.testing.assert_frame_equal(*(in_order(made.mart("crm_findings")) for made in (night, warehouse)))
