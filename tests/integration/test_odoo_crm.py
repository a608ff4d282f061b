"""The same CRM in Salesforce and in Odoo gives the same core facts. What Odoo cannot say is left out here, by name.

- Currency: an opportunity of Odoo is in the currency of its company; here every deal has a company of its own.
- Stages: a lost deal keeps its stage in Odoo; what Salesforce calls Closed Lost is Lost.
- History: Odoo tracks stage, owner and amount, not the expected close date, the next step or the forecast category; a
  deal of which nothing tracked ever changed has none.
- Deleted records are not there, so that nobody knows that they were, nor is the lead that a deleted deal was, nor their
  touches. Automatic replies look like answers and inbound calls like outbound ones, meetings that did not take place
  are archived: none of these is written to the Odoo.
- A touch on a lead that became a deal is one on the deal as well, which is the same record.
- Contact roles, splits, products, campaigns, logins and territories have no counterpart that is read.
- A lead's status is what became of it: given up, converted, assigned or new.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.integration.crm_facts import FACTS, ODOO, Facts, facts_of, renamed, warehouse_with
from tests.integration.odoo_crm import Crm
from tests.integration.odoo_records import Records
from tests.nights import in_order
from tests.unit.ingest.odoo.fake import FakeOdoo, serving

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("odoo_crm")]


@pytest.fixture(scope="module")
def odoo_facts(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> tuple[Crm, Facts]:
    """What was written to the Odoo, and the facts of a warehouse on it."""
    odoo = FakeOdoo()
    crm = Crm(Records(odoo), company / "crm")
    crm.write()
    with serving(odoo):
        return crm, facts_of(warehouse_with(ODOO, tmp_path_factory.mktemp("odoo"), company, as_of, odoo.url))


@pytest.mark.parametrize("fact", FACTS)
def test_the_facts_are_the_same(salesforce_facts: Facts, odoo_facts: tuple[Crm, Facts], fact: str) -> None:
    expected, (crm, other) = salesforce_facts[fact], odoo_facts
    found = renamed(other[fact], crm, ("rep", "first_rep", "account", "deal", "lead", "record"))
    # The persons of users are customers of Odoo too, as far as anybody can tell.
    found = found[~found.get("account", pd.Series("", found.index)).fillna("").str.startswith("odoo:")]
    assert len(expected) > 10, fact
    pd.testing.assert_frame_equal(in_order(expected), in_order(found), obj=fact)
