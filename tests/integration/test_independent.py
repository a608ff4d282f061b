"""Marts against the independent computation: to the cent and to the row, on three companies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import simulator
from benchmarks.rules import count_findings
from tests.integration.independent import Independent
from tests.integration.independent_leads import IndependentLeads
from tests.integration.independent_offers import IndependentOffers
from tests.integration.independent_quotas import IndependentQuotas
from tests.warehouse import Warehouse

MARTS = (
    *("rep_performance_monthly", "quota_attainment", "funnel_conversion", "funnel_leakage", "lead_sources"),
    *("rep_ratios", "forecast_by_period", "crm_findings"),
)
# Rules that compare facts: neither chance nor other records decide. `make bench-rules` measures every rule.
DETERMINISTIC = ("H05", "H08", "H09", "H14", "H15", "H16", "H20", "H23", "H24", "H26", "H28", "H33", "H34", "H40")
SOURCES = """\
company: {name: Seed, reporting_currency: EUR, time_zone: Europe/Madrid}
sources:
  crm: {system: salesforce, folder: "${SEED_DROP}/crm"}
  email: {system: sendgrid, folder: "${SEED_DROP}/email"}
  accounting: {system: xero, folder: "${SEED_DROP}/accounting"}
  finance: {system: finance, folder: "${SEED_DROP}/finance"}
"""
MEASURES = {
    "invoiced_deals_count": int,
    "invoiced_amount": Decimal,
    "crm_created_count": int,
    "crm_created_amount": Decimal,
    "crm_won_count": int,
    "crm_won_amount": Decimal,
    "crm_lost_count": int,
    "proposals_count": int,
    "proposals_amount": Decimal,
}


def seed(number: int, *marks: pytest.MarkDecorator) -> object:
    """A company of its own, which one worker makes."""
    return pytest.param(number, marks=[pytest.mark.xdist_group(f"seed{number}"), *marks])


SEEDS = [seed(11), seed(12, pytest.mark.long), seed(13, pytest.mark.long)]


@pytest.fixture(scope="module", params=SEEDS)
def simulated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Independent, Warehouse]:
    """A company by seed, and the marts that were built of it."""
    parameters = simulator.Parameters().replace(seed=request.param, opportunities=1100, reps=10)
    folder: Path = tmp_path_factory.mktemp(f"seed{request.param}")
    simulator.write(folder / "drop", parameters)
    as_of = parameters.last_day
    warehouse = Warehouse.of(folder, SOURCES, *MARTS, SEED_DROP=str(folder / "drop"), AS_OF=as_of.isoformat())
    return Independent(folder / "drop", parameters.time_zone, "EUR", as_of), warehouse


def bare(ids: pd.Series) -> pd.Series:
    """Ids without the system that they come from."""
    return ids.str.removeprefix("salesforce:")


def days(moments: pd.Series) -> list[date]:
    return [pd.Timestamp(moment).date() for moment in moments]


def test_rep_performance_to_the_cent(simulated: tuple[Independent, Warehouse]) -> None:
    independent, warehouse = simulated
    mart = warehouse.mart("rep_performance_monthly")
    mart.index = pd.MultiIndex.from_arrays([bare(mart["rep_id"]), days(mart["month_start"])])
    expected = independent.rep_performance
    assert len(expected) > 100
    assert set(expected.index) <= set(mart.index)
    only_quota = mart.drop(index=list(expected.index))
    assert only_quota["quota_amount"].notna().all()
    for measure in ("invoiced_amount", "crm_created_count", "crm_won_count", "crm_lost_count", "proposals_count"):
        assert mart[measure].notna().all(), measure
    for measure, type_ in MEASURES.items():
        found = {key: type_(value) for key, value in mart[measure].items() if value}
        wanted = {key: type_(value) for key, value in expected[measure].items() if value}
        assert found == wanted, measure


def by_cohort(mart: pd.DataFrame) -> pd.DataFrame:
    """A mart of the funnel with the keys of the independent computation."""
    transition = mart["from_step"] + ">" + mart["to_step"]
    keys = [days(mart["month_start"]), mart["lead_source"], bare(mart["rep_id"]), transition]
    return mart.set_index(pd.MultiIndex.from_arrays(keys))


def test_quota_attainment_to_the_cent(simulated: tuple[Independent, Warehouse]) -> None:
    independent, warehouse = simulated
    mart = warehouse.mart("quota_attainment")
    mart = mart[mart["entity_type"].isin(["rep", "company"]) & (mart["measure"] == "revenue")]
    found = {
        (entity, kind, pd.Timestamp(start).date()): (
            *(Decimal(0) if pd.isna(amount) else amount for amount in amounts),
            bool(is_partial),
        )
        for entity, kind, start, *amounts, is_partial in zip(
            bare(mart["entity_id"]),
            mart["period_type"],
            mart["period_start"],
            mart["quota_amount"],
            mart["prorated_quota_amount"],
            mart["invoiced_amount"],
            mart["is_partial"],
            strict=True,
        )
    }
    expected = IndependentQuotas(independent).attainment
    assert len(expected) > 300
    assert found == expected
    quoted = mart[mart["prorated_quota_amount"].fillna(0) > 0]
    share = quoted["invoiced_amount"].astype(float) / quoted["prorated_quota_amount"].astype(float)
    assert (quoted["attainment"] - share).abs().max() < 1e-12
    assert mart.drop(index=quoted.index)["attainment"].isna().all()


@pytest.mark.parametrize(
    ("name", "counts", "amounts"),
    [
        (
            "funnel_conversion",
            ("entered", "converted", "lost", "still_open", "horizon_days"),
            ("entered_amount", "converted_amount"),
        ),
        (
            "funnel_leakage",
            ("entered", "converted", "leaked", "in_process", "horizon_days"),
            ("entered_amount", "leaked_amount"),
        ),
    ],
)
def test_funnel_to_the_row(
    simulated: tuple[Independent, Warehouse], name: str, counts: tuple[str, ...], amounts: tuple[str, ...]
) -> None:
    independent, warehouse = simulated
    mart, expected = by_cohort(warehouse.mart(name)), independent.funnel
    assert len(expected) > 300
    assert sorted(mart.index) == sorted(expected.index)
    for column in counts:
        assert mart[column].astype(int).to_dict() == expected[column].astype(int).to_dict(), column
    has_amount = [key for key in expected.index if not key[3].startswith("lead>")]
    for column in amounts:
        assert mart.loc[has_amount, column].to_dict() == expected.loc[has_amount, column].to_dict(), column


def test_lead_sources_to_the_row(simulated: tuple[Independent, Warehouse]) -> None:
    independent, warehouse = simulated
    mart = warehouse.mart("lead_sources")
    mart.index = pd.MultiIndex.from_arrays([days(mart["week_start"]), mart["lead_source"], bare(mart["rep_id"])])
    expected = IndependentLeads(independent).sources
    assert len(expected) > 300
    assert 0 < expected["leads_count"].sum() < expected["records_count"].sum()
    assert sorted(mart.index) == sorted(expected.index)
    for column in expected.columns:
        assert mart[column].astype(int).to_dict() == expected[column].astype(int).to_dict(), column


def test_offers_and_sales_to_the_cent(simulated: tuple[Independent, Warehouse]) -> None:
    """A win without a linked invoice counts with what the CRM says (M11)."""
    independent, warehouse = simulated
    expected = IndependentOffers(independent).ratios
    mart = warehouse.mart("rep_ratios")
    names = {name for _, _, name in expected}
    mart = mart[(mart["entity_type"] == "rep") & (mart["period_type"] == "quarter") & mart["ratio_name"].isin(names)]
    found = {
        (entity, pd.Timestamp(start).date(), name): tuple(amounts)
        for entity, start, name, *amounts in zip(
            bare(mart["entity_id"]),
            mart["period_start"],
            mart["ratio_name"],
            mart["claimed_cases"],
            mart["numerator"],
            mart["denominator"],
            strict=True,
        )
    }
    assert len(expected) > 50
    assert sum(claimed for claimed, *_ in expected.values()) > 5
    assert found == expected


def test_a_part_of_a_forecast_is_within_its_whole(simulated: tuple[Independent, Warehouse]) -> None:
    """No amount of these companies is negative, so that no part can exceed the whole."""
    mart = simulated[1].mart("forecast_by_period")
    mart = mart.set_index(["entity_type", "entity_id", "period_start", "level", "measure"])
    whole, part = (mart.xs(measure, level="measure") for measure in ("bookings", "proposals_only"))
    both = whole.join(part, suffixes=("", "_part"))
    assert (both["is_champion"] == both["is_champion_part"]).all()
    compared = both.dropna(subset=["expected_amount", "expected_amount_part"])
    assert len(compared) > 50
    assert (compared["expected_amount_part"] <= compared["expected_amount"]).all()


def test_rules_find_what_is_planted_and_no_look_alike(simulated: tuple[Independent, Warehouse]) -> None:
    _, warehouse = simulated
    with warehouse.warehouse() as connection:
        found = count_findings(connection, warehouse.folder / "drop" / "truth")
    assert sum(found[rule, "planted", "records"] for rule in DETERMINISTIC) > 100
    assert sum(found[rule, "look_alike", "records"] for rule in DETERMINISTIC) > 20
    for rule in DETERMINISTIC:
        assert found[rule, "planted", "findings"] == found[rule, "planted", "records"], rule
        assert found[rule, "look_alike", "findings"] == 0, rule
