"""A whole night on a real Odoo alone: what is published is what Odoo's own API says, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.live.odoo.client import Odoo
from tests.live.odoo.maven import write_maven
from tests.live.odoo.server import System
from tests.live.odoo.test_accounting import MOVE, invoice, pay
from tests.live.odoo.test_behaviour import LEAD
from tests.nights import Night, published_night

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]

ALL = {"active_test": False}
ARCHIVED = 5
SOURCES = """\
company: {name: Live, reporting_currency: USD}
sources:
  crm: {system: odoo, url: "${ODOO_URL}"}
  email: {system: odoo, url: "${ODOO_URL}"}
  accounting: {system: odoo, url: "${ODOO_URL}"}
"""
POSTED = [["state", "=", "posted"], ["move_type", "in", ["out_invoice", "out_receipt", "out_refund"]]]


@pytest.fixture(scope="module")
def odoo(odoo_system: System, shared_dir: Path) -> Iterator[Odoo]:
    """Odoo's demonstration data, the opportunities of Maven (some won ones archived), a part payment."""
    with odoo_system.served() as served:
        deals = write_maven(served, shared_dir / "data" / "maven_crm")
        archived = deals.loc[deals["deal_stage"] == "Won", "lead"].head(ARCHIVED).tolist()
        served.call(LEAD, "action_archive", ids=archived)
        move = invoice(served, 1000.0)
        served.call(MOVE, "action_post", ids=[move])
        pay(served, move, 400.0)
        yield served


@pytest.fixture(scope="module")
def night(odoo: Odoo, tmp_path_factory: pytest.TempPathFactory) -> Night:
    today = datetime.now(UTC).date().isoformat()
    folder = tmp_path_factory.mktemp("night")
    return published_night(folder, SOURCES, ODOO_URL=odoo.url, ODOO_API_KEY=odoo.key, AS_OF=today)


def core(night: Night, query: str) -> tuple[Any, ...]:
    with night.warehouse() as connection:
        return connection.execute(query).fetchall()[0]


def total(odoo: Odoo, model: str, field: str, domain: list[Any]) -> Decimal:
    """The sum that Odoo itself makes of a field."""
    asked = {"groupby": [], "aggregates": [f"{field}:sum"], "context": ALL}
    (group,) = odoo.call(model, "formatted_read_group", domain=domain, **asked)
    return Decimal(str(group[f"{field}:sum"] or 0)).quantize(Decimal("0.01"))


@pytest.mark.parametrize("status", ["won", "lost", "pending"])
def test_deals_are_counted_and_summed_as_odoo_does(odoo: Odoo, night: Night, status: str) -> None:
    # What is archived and not lost was put away.
    away = [["active", "=", True]] if status == "pending" else []
    domain = [["type", "=", "opportunity"], ["won_status", "=", status], *away]
    outcome = "open" if status == "pending" else status
    found = core(
        night,
        "select count(*), coalesce(sum(amount), 0) from core.fct_opportunity "
        f"where not is_deleted and outcome = '{outcome}'",
    )
    assert found[0] > 100
    assert found == (
        odoo.call(LEAD, "search_count", domain=domain, context=ALL),
        total(odoo, LEAD, "expected_revenue", domain),
    )


def test_a_won_deal_that_is_archived_stays_won(odoo: Odoo, night: Night) -> None:
    archived = [["active", "=", False], ["won_status", "=", "won"]]
    found = core(
        night,
        "select count(*) from core.fct_opportunity as opportunities "
        "inner join staging.stg_odoo__leads as leads on opportunities.opportunity_id = leads.lead_id "
        "where not leads.is_active and opportunities.is_won and not opportunities.is_deleted",
    )
    assert found == (odoo.call(LEAD, "search_count", domain=archived, context=ALL),) == (ARCHIVED,)


def test_revenue_is_what_is_posted(odoo: Odoo, night: Night) -> None:
    invoiced = sum(value for value in night.mart("rep_performance_monthly")["invoiced_amount"].dropna())
    # The months of the mart end with the date of the night.
    until = ["date", "<=", datetime.now(UTC).date().isoformat()]
    assert invoiced == total(odoo, MOVE, "amount_untaxed_signed", [*POSTED, until])


def test_what_was_paid_is_what_is_settled(night: Night) -> None:
    (amount,) = core(night, "select sum(amount) from core.fct_payment where amount = 400")
    assert amount == 400
