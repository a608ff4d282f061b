"""What tests of whole companies share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.crm_facts import SALESFORCE, Facts, facts_of, warehouse_with
from tests.sharing import shared


@pytest.fixture(scope="session")
def salesforce_facts(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> Facts:
    """The facts of the company's CRM, all of it in Salesforce."""

    def make(folder: Path) -> Facts:
        return facts_of(warehouse_with(SALESFORCE, folder, company, as_of))

    return shared(tmp_path_factory, "salesforce_facts", make)
