"""What tests of whole nights share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.crm_facts import SALESFORCE, Facts, facts_of, night_with


@pytest.fixture(scope="session")
def salesforce_facts(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> Facts:
    """The facts of the company's CRM, all of it in Salesforce."""
    return facts_of(night_with(SALESFORCE, tmp_path_factory.mktemp("crm") / "salesforce", company, as_of))
