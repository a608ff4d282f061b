"""A fake Odoo with a small company in it, and a landing zone that its records land in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from expectations import gate1
from ingest.configuration.models import Endpoint
from ingest.loading.load import LoadResult, load
from ingest.odoo import api as api_module
from ingest.settings import Settings, Source
from tests.unit.ingest.conftest import Landing
from tests.unit.ingest.odoo.fake import KEY, FakeOdoo, serving

PLACES = ("crm", "email", "accounting")
LINE = {"move_id": [21, "INV/1"], "display_type": "product", "currency_id": [1, "EUR"]}


@dataclass
class Site:
    """A landing zone and the Odoo that lands in it."""

    odoo: FakeOdoo
    landing: Landing
    key: str = KEY
    waits: list[float] = field(default_factory=list)

    def night(self, places: tuple[str, ...] = PLACES, **settings: Any) -> LoadResult:
        """Loads what Odoo holds through the real gate 1."""
        zone = replace(self.landing.settings, **settings)
        source = self.source(zone, places)
        return load(source, replace(zone, sources=(source,)), gate1.judge)

    def source(self, zone: Settings, places: tuple[str, ...] = PLACES) -> Source:
        """The Odoo as a sources file would name it."""
        endpoint = Endpoint(self.odoo.url, self.key, zone.landing_dir / "odoo")
        return Source("odoo", zone.state_dir / "api" / "odoo", places=places, endpoint=endpoint)

    def live(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """The live rows of a landed table, by id: the last version of each key that is no tombstone."""
        return self.landing.query(f"""
            select {columns} from (
                select * from landing.odoo__{table}
                qualify row_number() over (partition by id order by _loaded_at desc) = 1
            ) where not _is_deleted order by id::bigint
        """)


@pytest.fixture
def odoo() -> Iterator[FakeOdoo]:
    """An Odoo with three deals, two reps, a customer with an invoice of two lines, and a mailing."""
    fake = FakeOdoo()
    fake.put("res.currency", 1, name="EUR", active=True)
    fake.put("res.company", 1, name="Own Company", currency_id=[1, "EUR"])
    fake.put("res.partner", 7, name="Muster GmbH", is_company=True, customer_rank=1, active=True)
    fake.put("res.partner", 8, name="Ana Muster", email="ana@muster.example", parent_id=[7, "Muster GmbH"], active=True)
    fake.put("res.users", 2, name="Rep One", login="one", email="one@own.example", active=True)
    fake.put("res.users", 3, name="Rep Two", login="two", email="two@own.example", active=True)
    fake.put("crm.stage", 1, name="New", sequence=1)
    fake.put("crm.stage", 4, name="Won", sequence=70, is_won=True)
    for id_ in (11, 12, 13):
        fake.put("crm.lead", id_, name=f"Deal {id_}", type="opportunity", stage_id=[1, "New"], user_id=[2, "Rep One"])
        fake.put("crm.lead", id_, expected_revenue=1000.5 * id_, partner_id=[7, "Muster GmbH"], active=True)
        fake.put("crm.lead", id_, company_currency=[1, "EUR"], date_deadline="2026-03-01")
    move = {"move_type": "out_invoice", "state": "posted", "partner_id": [7, "Muster GmbH"], "currency_id": [1, "EUR"]}
    fake.put("account.move", 21, name="INV/1", invoice_date="2026-01-15", amount_untaxed=30.3, **move)
    for id_, amount in ((31, 10.1), (32, 20.2)):
        fake.put("account.move.line", id_, price_subtotal=amount, **LINE)
    return fake


@pytest.fixture
def site(odoo: FakeOdoo, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The Odoo behind its API; waiting takes no time and is written down."""
    with serving(odoo):
        place = Site(odoo, Landing(settings, "odoo"))
        init = api_module.Api.__init__
        monkeypatch.setattr(
            api_module.Api,
            "__init__",
            lambda self, url, key, **more: init(self, url, key, place.waits.append, **more),
        )
        yield place
