"""What is extracted from a real Odoo: every record and every cent, and after changes the same as read anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations import gate1
from ingest.configuration.models import Company, Endpoint, Environment, Settings
from ingest.loading.load import LoadResult, Status, load
from ingest.odoo.tables import DOMAINS, TABLES
from ingest.settings import Source
from tests.live.odoo.client import Odoo
from tests.live.odoo.maven import write_maven
from tests.live.odoo.server import System
from tests.live.odoo.test_accounting import MOVE, invoice, pay
from tests.live.odoo.test_behaviour import LEAD, stages
from tests.live.odoo.test_mailing import Sink, mailing, sink, visit  # noqa: F401
from tests.unit.ingest.conftest import Landing

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]

ALL = {"active_test": False}
PLACES = ("crm", "email", "accounting")
SUMS = {
    "lead": ("expected_revenue",),
    "sale_order": ("amount_untaxed", "amount_total"),
    "move": ("amount_untaxed", "amount_tax", "amount_total", "amount_residual"),
    "move_line": ("price_subtotal", "price_total", "balance"),
    "payment": ("amount",),
    "partial_reconcile": ("amount",),
}


@pytest.fixture(scope="module")
def odoo(odoo_system: System) -> Iterator[Odoo]:
    """A server of this module's own: what it holds is counted."""
    with odoo_system.served() as served:
        yield served


@pytest.fixture(scope="module")
def deals(odoo: Odoo, shared_dir: Path) -> pd.DataFrame:
    """Odoo's demonstration data and the opportunities of Maven beside it."""
    return write_maven(odoo, shared_dir / "data" / "maven_crm")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("odoo")
    company = Company("Test", "USD")
    return Settings(
        folder, folder / "data", company, pd.Timestamp.now().date(), None, (), False, Environment.DEVELOPMENT, "0"
    )


def night(odoo: Odoo, settings: Settings) -> LoadResult:
    """One extraction into the landing zone of the settings."""
    endpoint = Endpoint(odoo.url, odoo.key, settings.landing_dir / "odoo")
    source = Source("odoo", settings.state_dir / "api" / "odoo", places=PLACES, endpoint=endpoint)
    result = load(source, settings, gate1.judge)
    assert result.status is Status.ACCEPTED, result.problems
    return result


def landed(settings: Settings, table: str, what: str) -> list[tuple[Any, ...]]:
    """A query over the live rows of a landed table."""
    return Landing(settings, "odoo").query(f"""
        select {what} from (
            select * from landing.odoo__{table} qualify row_number() over (partition by id order by _loaded_at desc) = 1
        ) where not _is_deleted
    """)


def everything(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """All live rows of all landed tables, personal data included."""
    found = {}
    for table in TABLES:
        for name, columns in ((table.name, table.landed_columns), (table.person_name, table.personal_columns)):
            if name:
                names = ", ".join(f'"{column.name}"' for column in columns)
                found[name] = landed(settings, name, f"id, {names}")
                found[name].sort(key=lambda row: int(row[0]))
    return found


def test_counts_and_sums_are_those_of_odoos_own_api(odoo: Odoo, deals: pd.DataFrame, settings: Settings) -> None:
    result = night(odoo, settings)
    assert not result.problems
    for table in TABLES:
        domain = DOMAINS.get(table.name, [])
        count = odoo.call(table.source, "search_count", domain=domain, context=ALL)
        assert landed(settings, table.name, "count(*)") == [(count,)], table.name
    for name, amounts in SUMS.items():
        table = next(table for table in TABLES if table.name == name)
        asked = {"groupby": [], "aggregates": [f"{amount}:sum" for amount in amounts], "context": ALL}
        (group,) = odoo.call(table.source, "formatted_read_group", domain=DOMAINS.get(name, []), **asked)
        (mine,) = landed(settings, name, ", ".join(f"sum({amount})" for amount in amounts))
        theirs = tuple(Decimal(str(group[f"{amount}:sum"] or 0)).quantize(Decimal("0.01")) for amount in amounts)
        assert tuple((value or Decimal(0)).quantize(Decimal("0.01")) for value in mine) == theirs, name
    # And of the real set, what its file says.
    ids = ", ".join(f"'{id_}'" for id_ in deals["lead"])
    (found,) = landed(
        settings, "lead", f"count(*) filter (id in ({ids})), sum(expected_revenue) filter (id in ({ids}))"
    )
    assert found == (8_800, Decimal(pd.to_numeric(deals["close_value"]).fillna(0).sum()).quantize(Decimal("0.0001")))


def test_after_changes_the_next_extraction_equals_one_from_nothing(
    odoo: Odoo,
    deals: pd.DataFrame,
    settings: Settings,
    sink: Sink,  # noqa: F811
    mailing: int,  # noqa: F811
) -> None:
    night_before = everything(settings)
    assert len(night_before["lead"]) > 8_800
    change(odoo, [int(lead) for lead in deals["lead"][deals["deal_stage"] == "Engaging"]])
    assert visit(odoo, sink.bodies["reader"], r"/blank\.gif") == 200
    assert visit(odoo, sink.bodies["clicker"], r'/r/[^"]+') == 301
    result = night(odoo, settings)
    # Of many thousand records those that changed, and what was written in the minutes before the first extraction.
    assert sum(result.rows.values()) < 1_000
    anew = replace(settings, data_dir=settings.data_dir / "anew")
    night(odoo, anew)
    incremental, full = everything(settings), everything(anew)
    assert incremental == full
    assert {name for name in full if full[name] != night_before[name]} >= {
        *("lead", "lead__person", "message", "tracking_value", "partner", "partner__person", "move", "move_line"),
        *("payment", "partial_reconcile", "mailing", "trace", "trace__person", "link_click"),
    }
    statuses = [status for status, of in landed(settings, "trace", "trace_status, mailing_id") if of == str(mailing)]
    assert sorted(statuses) == ["error", "open", "open", "sent"]


def change(odoo: Odoo, open_deals: list[int]) -> None:
    """Wins, reopenings, losses, deletions, renames, part payments and credit notes, as people and clerks make them."""
    won = stages(odoo)["Won"]
    odoo.call(LEAD, "action_set_won", ids=open_deals[:10])
    odoo.call(LEAD, "write", ids=open_deals[:3], vals={"stage_id": stages(odoo)["Qualified"], "probability": 40})
    odoo.call(LEAD, "action_set_lost", ids=open_deals[10:20])
    odoo.call(LEAD, "write", ids=open_deals[20:25], vals={"expected_revenue": 1234.56, "stage_id": won})
    odoo.call(LEAD, "unlink", ids=open_deals[25:30])
    (partner,) = odoo.call("res.partner", "search", domain=[["name", "=", "Isdom"]])
    odoo.call("res.partner", "write", ids=[partner], vals={"name": "Renamed & Sons", "email": "new@isdom.example"})
    paid, credited = invoice(odoo, 1000.0), invoice(odoo, 333.33)
    odoo.call(MOVE, "action_post", ids=[paid, credited])
    pay(odoo, paid, 400.0)
    context = {"active_model": MOVE, "active_ids": [credited]}
    journal = odoo.row(MOVE, credited, "journal_id")["journal_id"][0]
    wizard = odoo.call("account.move.reversal", "create", vals_list=[{"journal_id": journal}], context=context)
    odoo.call("account.move.reversal", "reverse_moves", ids=wizard)
