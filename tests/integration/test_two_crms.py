"""A company that keeps half of its deals in Salesforce and half in Odoo has the facts of one with a single CRM.

Users, accounts and contacts are in both, under ids that have nothing to do with each other: identity makes them one.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.crm_facts import FACTS, ODOO, SALESFORCE, Facts, facts_of, renamed, warehouse_with
from tests.integration.odoo_crm import Crm
from tests.integration.odoo_records import Records
from tests.nights import in_order
from tests.unit.ingest.odoo.fake import FakeOdoo, serving
from tests.warehouse import dbt, wrong

DEAL, LEAD = "006", "00Q"
MORE = ("cross_references", "tag:by_construction")

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("two_crms")]


def subject(kind: str, row: Mapping[str, str]) -> str:
    """The id of the deal or lead that a row of an export is about; empty for what belongs to both CRMs."""
    if kind in ("Opportunity", "Lead"):
        return row["Id"]
    touched = (id_ for id_ in (row.get("WhatId", ""), row.get("WhoId", "")) if id_.startswith((DEAL, LEAD)))
    return row.get("OpportunityId") or row.get("LeadId") or next(touched, "")


def written_half(crm: Path, folder: Path, half: int) -> Path:
    """The export with all persons and accounts, and of the rest what is about the deals and leads of one half."""
    leads = pd.read_csv(crm / "Lead.csv", dtype=str, keep_default_na=False)
    deal_of = dict(zip(leads["Id"], leads["ConvertedOpportunityId"], strict=True))
    folder.mkdir(parents=True)
    for path in sorted(crm.glob("*.csv")):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        subjects = [subject(path.stem, row) for row in rows.to_dict("records")]
        deals = [deal_of.get(id_) or id_ for id_ in subjects]
        kept = rows[[not id_ or zlib.crc32(id_.encode()) % 2 == half for id_ in deals]]
        kept.to_csv(folder / path.name, index=False, quoting=csv.QUOTE_ALL)
    return folder


class TwoCrms:
    """What was written to the Odoo, and the warehouse on both CRMs."""

    def __init__(self, folder: Path, company: Path, as_of: str) -> None:
        odoo = FakeOdoo()
        self.crm = Crm(Records(odoo), written_half(company / "crm", folder / "second" / "crm", 1))
        self.crm.write()
        written_half(company / "crm", folder / "first" / "crm", 0)
        with serving(odoo):
            self.warehouse = warehouse_with(
                f"{SALESFORCE}, {ODOO}",
                folder / "two",
                folder / "first",
                as_of,
                odoo.url,
                MORE,
            )
        self.facts = facts_of(self.warehouse)


@pytest.fixture(scope="module")
def crms(tmp_path_factory: pytest.TempPathFactory, company: Path, as_of: str) -> TwoCrms:
    return TwoCrms(tmp_path_factory.mktemp("two"), company, as_of)


@pytest.mark.parametrize("fact", FACTS)
def test_the_facts_are_those_of_one_crm(salesforce_facts: Facts, crms: TwoCrms, fact: str) -> None:
    """Reps, accounts and contacts go by the ids of Salesforce without anybody's help."""
    expected, found = salesforce_facts[fact], renamed(crms.facts[fact], crms.crm, ("deal", "lead", "record"))
    # What stands for another record is a row of dim_account all the same; persons of users are customers of Odoo.
    found = found[~found.get("account", pd.Series("", found.index)).fillna("").str.startswith("odoo:")]
    pd.testing.assert_frame_equal(in_order(expected), in_order(found), obj=fact)


def test_every_record_found_its_own(crms: TwoCrms) -> None:
    """Against what was written: no wrong match; what is not matched is said."""
    crm = crms.crm
    truth = {
        f"odoo:{model}/{number}": f"salesforce:{id_}"
        for model, ids in (("res.users", crm.users), ("res.partner", {**crm.persons, **crm.accounts}))
        for id_, number in ids.items()
    }
    xref = "select record_id, surviving_id, match_status from marts.cross_references where record_id like 'odoo:%'"
    matched = {record: surviving for record, surviving, status in crms.warehouse.rows(xref) if status == "matched"}
    mistaken = {record: surviving for record, surviving in matched.items() if truth[record] != surviving}
    assert not mistaken
    assert len(matched) > 0.95 * (len(crm.users) + len(crm.accounts))


def test_keys_that_hold_by_construction_hold(crms: TwoCrms) -> None:
    """They are not tested every night; here they are, on records of both CRMs."""
    tested = dbt(crms.warehouse.folder, "test", "--select", "tag:by_construction")
    assert not wrong(tested)
    assert len(tested) > 100
