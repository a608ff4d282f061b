"""The same books in Xero and in Odoo, beside the same CRM: every mart is the same, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.integration.odoo_books import Books
from tests.integration.odoo_records import Records
from tests.nights import Night, run_night
from tests.unit.ingest.odoo.fake import KEY, FakeOdoo, serving

pytestmark = [pytest.mark.night, pytest.mark.xdist_group("odoo_books")]

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


def night_with(books: str, folder: Path, company: Path, as_of: str, url: str) -> Night:
    folder.mkdir()
    (folder / "sources.yml").write_text(SOURCES % books, encoding="utf-8")
    night = run_night(
        folder / "data",
        PLUMBLINE_SOURCES=str(folder / "sources.yml"),
        SEED_DROP=str(company),
        ODOO_URL=url,
        ODOO_API_KEY=KEY,
        AS_OF=as_of,
    )
    assert night.code == 0, night.output
    return night


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> Iterator[tuple[Night, Night]]:
    folder = tmp_path_factory.mktemp("books")
    odoo = FakeOdoo()
    Books(Records(odoo), company / "accounting").write()
    with serving(odoo):
        yield tuple(
            night_with(books, folder / name, company, as_of, odoo.url)
            for name, books in (("xero", XERO), ("odoo", ODOO))
        )


def test_every_mart_is_the_same(nights: tuple[Night, Night]) -> None:
    xero, odoo = nights
    names = set(xero.run_json["row_counts"])
    assert len(names) > 15
    for name in sorted(names - OF_THE_SYSTEM):
        one, other = (sorted_rows(night.mart(name)) for night in (xero, odoo))
        assert len(one), name
        pd.testing.assert_frame_equal(one, other, obj=name)


def sorted_rows(mart: pd.DataFrame) -> pd.DataFrame:
    """The rows in an order of their own contents."""
    texts = [repr(row) for row in mart.itertuples(index=False)]
    return mart.iloc[sorted(range(len(mart)), key=texts.__getitem__)].reset_index(drop=True)


def test_no_payment_is_lost(nights: tuple[Night, Night]) -> None:
    payments = []
    for night in nights:
        with duckdb.connect(str(night.data_dir / "warehouse" / "build.duckdb"), read_only=True) as connection:
            payments.append(connection.execute(PAYMENTS).fetchall())
    assert len(payments[0]) > 50
    assert payments[0] == payments[1]


def test_the_key_is_written_nowhere(nights: tuple[Night, Night]) -> None:
    _, odoo = nights
    files = [path for path in odoo.data_dir.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
