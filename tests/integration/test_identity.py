"""Customers in accounting are matched to accounts of the CRM as in the truth, with other spellings of names.

Precision: of the customers that were matched, how many to their account. Recall: of the customers that the CRM knows,
how many were matched to their account.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import simulator
from tests.nights import copy_project
from tests.warehouse import Warehouse, land

USUAL = simulator.Identity()
TIDY = simulator.Identity(numbered_share=0.8, tax_in_books_share=0.9, tax_in_crm_share=0.9, respelt_share=0.5)
SLOPPY = simulator.Identity(
    numbered_share=0.1, tax_in_books_share=0.2, freemail_share=0.3, own_domain_share=0.4, stranger_share=0.15
)
COMPANIES = {
    "300 tidy": (TIDY, 31, 300),
    "300": (USUAL, 32, 300),
    "1500": (USUAL, 33, 1500),
    "1500 sloppy": (SLOPPY, 34, 1500),
    "6000": (USUAL, 35, 6000),
}
ACCOUNTS = "select customer_id, account_id from marts.customer_matches order by customer_id"


@dataclass(frozen=True)
class Company(Warehouse):
    """A company by name, and what was made of it."""

    name: str

    @classmethod
    def called(cls, name: str, folder: Path) -> Company:
        identity, seed, size = COMPANIES[name]
        parameters = simulator.Parameters(seed, size, reps=max(8, size // 150), identity=identity)
        simulator.write(folder / "drop", parameters)
        company = cls(folder, land(folder, folder / "drop", AS_OF=parameters.last_day.isoformat()), name)
        company.build("customer_matches")
        return company

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    def matches(self) -> pd.DataFrame:
        """What the mart says of each customer beside the truth; ids are those of the systems, empty for none."""
        rows = self.rows("select customer_id, account_id, match_status from marts.customer_matches")
        mart = pd.DataFrame(rows, columns=["customer_id", "account_id", "match_status"])
        mart["account_id"] = mart["account_id"].str.removeprefix("salesforce:").replace("unmatched", "")
        truth = pd.read_csv(self.drop / "truth" / "customer.csv", keep_default_na=False)
        mart["customer_id"] = mart["customer_id"].str.removeprefix("xero:")
        return mart.merge(truth.rename(columns={"account_id": "true_id"}), on="customer_id")


SHORT = "300"
PARAMS = [
    pytest.param(name, marks=[pytest.mark.xdist_group(name), *([] if name == SHORT else [pytest.mark.long])])
    for name in COMPANIES
]


@pytest.fixture(scope="module", params=PARAMS)
def warehouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return Company.called(request.param, tmp_path_factory.mktemp("identity"))


def test_precision_and_recall(warehouse: Company) -> None:
    found = warehouse.matches()
    matched, known = found["account_id"] != "", found["true_id"] != ""
    right = matched & (found["account_id"] == found["true_id"])
    precision, recall = right.sum() / matched.sum(), right.sum() / known.sum()
    print(  # noqa: T201
        f"\n{warehouse.name}: {len(found)} customers, {known.sum()} known to the CRM; precision {precision:.4f}, "
        f"recall {recall:.4f}; {found.loc[~matched, 'match_status'].value_counts().to_dict()}"
    )
    assert (~known).sum() >= 6
    assert precision >= 0.99
    assert recall >= 0.90


def test_no_cent_of_the_ledger_is_lost(warehouse: Company) -> None:
    """By customer and currency from the files themselves; in all, with what is unmatched, in the reporting currency."""
    books: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for name, kind, sign in (("Invoices", "ACCREC", 1), ("CreditNotes", "ACCRECCREDIT", -1)):
        for line in (warehouse.drop / "accounting" / f"{name}.jsonl").read_text("utf-8").splitlines():
            document = json.loads(line, parse_float=Decimal)
            if document["Type"] == kind and document["Status"] in {"AUTHORISED", "PAID"}:
                key = ("xero:" + document["Contact"]["ContactID"], document["CurrencyCode"])
                books[key] += sign * Decimal(document["SubTotal"])
    facts = "select customer_id, currency, sum(net_amount) from core.fct_revenue_line group by all"
    assert {(customer, currency): net for customer, currency, net in warehouse.rows(facts)} == books
    mart = "select sum(net_amount), sum(net_amount) filter (account_id = 'unmatched') from marts.customer_matches"
    ((total, unmatched),) = warehouse.rows(mart)
    assert [(total,)] == warehouse.rows("select sum(net_amount_rc) from core.fct_revenue_line")
    assert 0 <= unmatched < total


@pytest.mark.long
def test_an_override_wins(tmp_path: Path) -> None:
    """One customer is moved, one is nobody's, all others stay as they are; an id that is not there is listed."""
    warehouse = Company.called(SHORT, tmp_path)
    before = dict(warehouse.rows(ACCOUNTS))
    (moved, denied, *_, other) = [customer for customer, account in before.items() if account != "unmatched"]
    project = copy_project(tmp_path / "project")
    with (project / "dbt" / "seeds" / "identity_overrides.csv").open("a", encoding="utf-8") as seed:
        seed.write(f"customer,{moved},{before[other]},checked\ncustomer,{denied},,not ours\ncustomer,xero:gone,,slip\n")
    warehouse.build("customer_matches", "data_quality", project_dir=project)
    after = dict(warehouse.rows(ACCOUNTS))
    changed = {customer: account for customer, account in after.items() if account != before[customer]}
    assert changed == {moved: before[other], denied: "unmatched"}
    listed = "select object_id from marts.data_quality where issue = 'unknown_override'"
    assert warehouse.rows(listed) == [("customer#xero:gone",)]
