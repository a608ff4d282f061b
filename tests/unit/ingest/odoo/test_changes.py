"""What changes in an Odoo between nights: its records in any order, its fields in any way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from ingest.loading.load import Status
from ingest.odoo import tables as odoo_tables
from tests.unit.ingest.odoo.conftest import Site
from tests.unit.ingest.odoo.fake import FakeOdoo

NIGHTS = 4
DEALS = range(100, 140)
NUMBERS = count(1000)


def held(site: Site) -> list[tuple[str, Decimal, bool]]:
    """The deals that Odoo holds."""
    return [
        (str(id_), Decimal(str(deal["expected_revenue"] or 0)), bool(deal["active"]))
        for id_, deal in sorted(site.odoo.records["crm.lead"].items())
    ]


def landed(site: Site) -> list[tuple[str, Decimal, bool]]:
    return site.live("lead", "id, expected_revenue, active")


def edit(odoo: FakeOdoo, draw: random.Random) -> None:
    """One change: a deal that is new, if imported with an old time, or a later time with another value, or no deal."""
    deals = odoo.records["crm.lead"]
    id_ = draw.choice(list(deals)) if deals and draw.random() < 0.6 else next(NUMBERS)
    if id_ in deals and draw.random() < 0.3:
        del deals[id_]
        return
    changed = deals[id_]["write_date"] if id_ in deals else f"2026-01-{draw.randrange(1, 31):02} 10:00:00"
    later = datetime.fromisoformat(changed) + timedelta(days=draw.randrange(90), seconds=1)
    revenue, is_active = round(draw.random() * 1000, 2), draw.random() < 0.8
    odoo.put("crm.lead", id_, str(later), type="opportunity", expected_revenue=revenue, active=is_active)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_whatever_happened_in_whatever_order_what_lands_is_what_odoo_holds(site: Site, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    for id_ in DEALS:
        site.odoo.put("crm.lead", id_, type="opportunity", expected_revenue=float(id_), active=True)
    for _ in range(NIGHTS):
        for _ in range(draw.randrange(1, 20)):
            edit(site.odoo, draw)
        result = site.night()
        assert result.status is Status.ACCEPTED, result.problems
        assert landed(site) == held(site)


def test_a_voided_document_and_a_part_paid_one_are_what_odoo_says(site: Site) -> None:
    site.night()
    site.odoo.put("account.move", 21, "2026-02-01 00:00:00", state="cancel", amount_residual=0.0)
    del site.odoo.records["account.move.line"][32]
    site.night()
    assert site.live("move", "id, state, amount_untaxed") == [("21", "cancel", Decimal("30.3"))]
    assert site.live("move_line", "id, price_subtotal") == [("31", Decimal("10.1"))]


def add(odoo: FakeOdoo, model: str, field: str) -> None:  # noqa: ARG001
    odoo.fields[model]["x_new"] = "char"
    for record in odoo.records[model].values():
        record["x_new"] = "something"


def remove(odoo: FakeOdoo, model: str, field: str) -> None:
    del odoo.fields[model][field]


def rename(odoo: FakeOdoo, model: str, field: str) -> None:
    odoo.fields[model]["x_renamed"] = odoo.fields[model].pop(field)
    for record in odoo.records[model].values():
        record["x_renamed"] = record.pop(field)


def retype(odoo: FakeOdoo, model: str, field: str) -> None:
    odoo.fields[model][field] = "char"
    for number, record in enumerate(odoo.records[model].values()):
        record.update({field: f"about {number}", "write_date": "2026-02-02 00:00:00"})


def reorder(odoo: FakeOdoo, model: str, field: str) -> None:  # noqa: ARG001
    odoo.records[model] = {id_: dict(reversed(record.items())) for id_, record in reversed(odoo.records[model].items())}


def empty(odoo: FakeOdoo, model: str, field: str) -> None:
    for record in odoo.records[model].values():
        record.update({field: False, "write_date": "2026-02-02 00:00:00"})


FIELDS = [("crm.lead", "expected_revenue"), ("account.move.line", "price_subtotal"), ("res.users", "email")]
TABLES = {"crm.lead": "lead", "account.move.line": "move_line", "res.users": "user"}


@pytest.mark.parametrize(("model", "field"), FIELDS)
@pytest.mark.parametrize("drift", [add, remove, rename, retype, reorder, empty], ids=lambda drift: drift.__name__)
def test_fields_that_change_are_harmless_or_fail_the_source(
    site: Site, drift: Callable[[FakeOdoo, str, str], None], model: str, field: str
) -> None:
    for number, id_ in enumerate(DEALS):
        site.odoo.put("crm.lead", id_, type="opportunity", expected_revenue=1.5 * number, stage_id=[1, "New"])
        site.odoo.put(
            "res.users", id_, name=f"Rep {id_}", login=f"rep{id_}", email=f"rep{id_}@own.example", active=True
        )
        site.odoo.put("account.move.line", id_, move_id=[21, "INV/1"], display_type="product", price_subtotal=1.25)
    assert site.night().status is Status.ACCEPTED
    before = site.live(TABLES[model], f"id, {field}")
    drift(site.odoo, model, field)
    result = site.night()
    harmless, refused = (Status.UNCHANGED,), (Status.FAILED, Status.REJECTED)
    assert result.status in (harmless if drift in (add, reorder) else refused), result
    assert bool(result.problems) == (drift not in (add, reorder)), result.problems
    assert site.live(TABLES[model], f"id, {field}") == before


def test_a_field_that_enters_the_contract_is_read_of_unchanged_records(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for id_ in (11, 12, 13):
        site.odoo.put("crm.lead", id_, priority="2")
    with monkeypatch.context() as patch:
        known = [
            replace(table, columns=tuple(column for column in table.columns if column.name != "priority"))
            for table in odoo_tables.TABLES
        ]
        patch.setattr(odoo_tables, "TABLES", tuple(known))
        site.night()
    assert site.night().rows["lead"] == 3
    assert site.live("lead", "priority") == [("2",)] * 3
    before = site.odoo.read("crm.lead")
    assert site.night().rows == {}
    assert site.odoo.read("crm.lead") == before, "they are not read again"
