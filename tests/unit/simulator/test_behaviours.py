"""The behaviours that the product must find are there, and the honest company looks like one."""

from __future__ import annotations

import duckdb
import pytest


def _value(files: duckdb.DuckDBPyConnection, query: str) -> float:
    (value,) = files.execute(query).fetchone()
    return value


def test_every_behaviour_has_its_reps(files: duckdb.DuckDBPyConnection) -> None:
    found = dict(files.execute("select behaviour, count(*) from truth.rep group by all").fetchall())
    assert found == {"honest": 6, "inflator": 1, "parker": 1, "unbilled": 1}


def test_inflators_claim_much_offer_little_and_sell_less(files: duckdb.DuckDBPyConnection) -> None:
    rows = files.execute("""
        select behaviour = 'inflator' as inflates, sum(amount_at_creation) as claimed,
               count(*) filter (outcome = 'won') / count(*) as won,
               count(distinct proposal.opportunity_id) / count(distinct opportunity.id) as offered
        from truth.opportunity join truth.rep on owner_at_creation = rep_id
        left join (select distinct opportunity_id from truth.proposal) as proposal on opportunity_id = opportunity.id
        group by all order by inflates""").fetchall()
    (_, _, honest_won, honest_offered), (_, claimed, won, offered) = rows
    assert claimed > 2_000_000
    assert won < honest_won / 3
    assert offered < honest_offered / 3


def test_parkers_leave_dead_deals_open_with_past_close_dates(files: duckdb.DuckDBPyConnection) -> None:
    parked = """
        select count(*) filter (is_parked and close_date < date '2026-05-31') / count(*) from truth.opportunity
        join truth.rep on owner_at_creation = rep_id where behaviour = '{}'"""
    assert _value(files, parked.format("parker")) > 0.2
    assert _value(files, parked.format("honest")) < 0.06


def test_some_reps_win_without_an_invoice(files: duckdb.DuckDBPyConnection) -> None:
    unbilled = """
        select count(*) filter (is_unbilled) / count(*) from truth.opportunity join truth.rep on owner_at_close = rep_id
        where outcome = 'won' and closed_date < date '2026-04-01' and behaviour = '{}'"""
    assert _value(files, unbilled.format("unbilled")) > 0.4
    assert _value(files, unbilled.format("honest")) < 0.15


@pytest.mark.parametrize(
    ("query", "least", "most"),
    [
        ("select count(*) filter (outcome = 'won') / count(*) from truth.opportunity where not is_fake", 0.2, 0.36),
        ("select median(closed_at::date - created_at::date) from truth.opportunity where outcome = 'won'", 45, 75),
        (
            "select median(amount_at_close) from truth.opportunity where outcome = 'won' and currency = 'EUR'",
            10_000,
            25_000,
        ),
        ("select count(distinct currency) from truth.revenue", 4, 4),
        ("select sum(reopenings) from truth.opportunity", 5, 60),
        ("select count(*) from truth.opportunity_event where event_type = 'owner'", 10, 120),
        ("select count(*) from truth.opportunity where is_deleted", 1, 20),
        ("select count(*) from truth.opportunity where amount_at_creation is null", 1, 30),
        ("select count(*) from accounting.CreditNotes where Status in ('AUTHORISED', 'PAID')", 2, 60),
        ("select count(*) from accounting.Invoices where Status in ('VOIDED', 'DRAFT')", 2, 40),
        ("select count(*) from accounting.Invoices where Type = 'ACCPAY'", 2, 40),
        ("select count(*) from accounting.Invoices where LineAmountTypes = 'Inclusive'", 2, 60),
        ("select count(*) from accounting.Invoices where AmountPaid > 0 and AmountDue > 0", 1, 40),
        ("select count(*) from truth.revenue where rep_id = 'unassigned'", 1, 40),
        ("select count(*) from (from truth.proposal select opportunity_id group by all having count(*) > 1)", 20, 200),
        ("select count(*) from email.events where sg_machine_open", 100, 10_000),
        ("select count(*) from crm.Task where Subject like '[Email] [In] Automatic reply:%'", 20, 2_000),
        ("select (select count(*) from finance.quotas) - (select count(*) from truth.quota)", 1, 60),
        ("select count(distinct hour(timezone('Europe/Madrid', closed_at))) from truth.opportunity", 12, 24),
    ],
)
def test_figures_are_plausible(files: duckdb.DuckDBPyConnection, query: str, least: float, most: float) -> None:
    assert least <= _value(files, query) <= most
