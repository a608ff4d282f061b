"""What the doctor says of a real Odoo, to an administrator and to a user who may do all with leads and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.configuration.models import Company, Endpoint, Environment, Settings, Source
from ingest.doctor import report as doctor
from ingest.odoo.tables import TABLES
from tests.live.odoo.client import Odoo

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("odoo")]


def said(odoo: Odoo, folder: Path, key: str) -> tuple[str, int]:
    """What is said of the Odoo to the owner of the key, blanks united."""
    data_dir, company = folder / "data", Company("Test", "USD")
    endpoint = Endpoint(odoo.url, key, data_dir / "landing" / "odoo")
    source = Source("odoo", data_dir / "state", places=("crm", "email", "accounting"), endpoint=endpoint)
    today = datetime.now(UTC).date()
    settings = Settings(folder, data_dir, company, today, None, (source,), False, Environment.DEVELOPMENT, "0")
    lines, problems = doctor.report(settings)
    text = "\n".join(" ".join(line.split()) for line in lines)
    assert key not in text
    return text, problems


def test_an_administrator_may_read_all(odoo: Odoo, tmp_path: Path) -> None:
    text, problems = said(odoo, tmp_path, odoo.key)
    assert problems == 0, text
    assert ", an administrator" in text
    assert "odoo: " not in text.replace("accounting: odoo", ""), "there is nothing to note"
    for table in TABLES:
        assert f"{table.name} ({table.source}) " in text
    leads = odoo.call("crm.lead", "search_count", domain=[], context={"active_test": False})
    assert f"lead (crm.lead) {leads:,} rows, newest change 20" in text


def test_a_seller_is_told_what_is_hidden_from_him(odoo: Odoo, seller: Odoo, tmp_path: Path) -> None:
    text, _ = said(odoo, tmp_path, seller.key)
    assert "not an administrator" in text
    assert "rows may be missing, also in these counts" in text
    assert "mail.tracking.value can be read by administrators only" in text
    assert "? odoo.payment: account.payment may not be read. Let the key's user read it" in text
    assert "email: no mailing.trace" in text


def test_a_key_that_is_none(odoo: Odoo, tmp_path: Path) -> None:
    text, problems = said(odoo, tmp_path, "none-of-its-keys")
    assert problems == 1
    assert "! odoo: the API key is not accepted" in text
