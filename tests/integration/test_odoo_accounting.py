"""With the same accounting records in Xero and in Odoo, every mart is equal, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.odoo_accounting import OdooAccounting
from tests.integration.odoo_records import Records
from tests.nights import Night, in_order, published_night
from tests.unit.ingest.odoo.fake import KEY, FakeOdoo, serving

pytestmark = [pytest.mark.night, pytest.mark.long, pytest.mark.xdist_group("odoo_books")]

SOURCES = """\
company: {name: Seed, reporting_currency: EUR, time_zone: Europe/Madrid}
sources:
  crm: {system: salesforce, folder: "${SEED_DROP}/crm"}
  email: {system: sendgrid, folder: "${SEED_DROP}/email"}
  accounting: %s
  finance: {system: finance, folder: "${SEED_DROP}/finance"}
"""
XERO, ODOO = '{system: xero, folder: "${SEED_DROP}/accounting"}', '{system: odoo, url: "${ODOO_URL}"}'
# These name the system and its records.
OF_THE_SYSTEM = {"source_freshness", "data_quality", "customer_matches"}
PAYMENTS = "select payment_date, amount, currency, amount_rc from core.fct_payment order by all"


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> Iterator[tuple[Night, Night]]:
    folder = tmp_path_factory.mktemp("books")
    odoo = FakeOdoo()
    OdooAccounting(Records(odoo), company / "accounting").write()
    with serving(odoo):
        given = {"SEED_DROP": str(company), "ODOO_URL": odoo.url, "ODOO_API_KEY": KEY, "AS_OF": as_of}
        yield tuple(
            published_night(folder / name, SOURCES % books, **given) for name, books in (("xero", XERO), ("odoo", ODOO))
        )


def test_every_mart_is_the_same(nights: tuple[Night, Night]) -> None:
    xero, odoo = nights
    names = set(xero.run_json["row_counts"])
    assert len(names) > 15
    for name in sorted(names - OF_THE_SYSTEM):
        one, other = (in_order(night.mart(name)) for night in (xero, odoo))
        assert len(one), name
        pd.testing.assert_frame_equal(one, other, obj=name)


def test_no_payment_is_lost(nights: tuple[Night, Night]) -> None:
    payments = []
    for night in nights:
        with night.warehouse() as connection:
            payments.append(connection.execute(PAYMENTS).fetchall())
    assert len(payments[0]) > 50
    assert payments[0] == payments[1]


def test_the_key_is_written_nowhere(nights: tuple[Night, Night]) -> None:
    _, odoo = nights
    files = [path for path in odoo.data_dir.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
