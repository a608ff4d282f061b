"""Differences in accounting: other amounts than won, sales without an opportunity, credits after the quarter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours.cast import LOOK_ALIKE, NO_TRAIT, PLANTED, cast, showing
from simulator.company import Company
from simulator.draws import Bools, Ints
from simulator.kinds import AUTHORISED, BY_OPPORTUNITY, UNKNOWN_CUSTOMER
from simulator.names import LICENCE

CREDIT_DAYS = (15, 45)  # after the invoice
RETURNED = 0.2  # of an invoice, when something was faulty
LITTLE = 0.02  # roundings and freight


def is_billed_at_once(company: Company, deals: pd.DataFrame) -> Bools:
    """Deals whose behaviour is seen in accounting: one invoice each, which stands."""
    names = ("invoiced otherwise", "credited after the quarter", "billed elsewhere")
    return np.logical_or.reduce([showing(company, deals, name) for name in names])


def bill(company: Company, deals: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The documents as these behaviours leave them, with `trait` (of those without a deal, NO_TRAIT for others)."""
    rng, deal, day = (
        company.stream("billing behaviours"),
        documents["opportunity"].to_numpy(),
        documents["day"].to_numpy(),
    )
    count, has_deal = len(documents), deal >= 0
    off, nearly = (
        showing(company, deals, "invoiced otherwise", kind)[deal] & has_deal for kind in (PLANTED, LOOK_ALIKE)
    )
    foreign = nearly & (documents["currency"] != 0).to_numpy()
    much = np.where(rng.random(count) < 0.7, rng.uniform(0.55, 0.84, count), rng.uniform(1.17, 1.5, count))
    factor = np.where(off, much, np.where(nearly & ~foreign, rng.uniform(1 - LITTLE, 1 + LITTLE, count), 1.0))
    factor *= np.where(foreign, company.rates.lookup(day, documents["currency"].to_numpy()), 1.0)
    elsewhere = showing(company, deals, "billed elsewhere")[deal] & has_deal
    stands = is_billed_at_once(company, deals)[deal] & has_deal
    documents = documents.assign(
        net=np.rint(documents["net"] * factor).astype(np.int64),
        currency=np.where(foreign, 0, documents["currency"]),
        account=np.where(elsewhere, UNKNOWN_CUSTOMER, documents["account"]),
        reference=np.where(stands, np.minimum(documents["reference"], BY_OPPORTUNITY), documents["reference"]),
        status=np.where(stands, AUTHORISED, documents["status"]),
        trait=NO_TRAIT,
    )
    return _without_deal(company, deals, documents)


def _without_deal(company: Company, deals: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """H18: of the invoices that no deal stands behind, some are licences for customers who never had a deal; the
    others are services and spare parts."""
    accounts, account = company.customers.accounts, documents["account"].to_numpy()
    taken = np.r_[deals["account"], accounts["parent"], accounts["merged_into"]]
    strangers = np.flatnonzero((accounts["parent"] < 0) & (accounts["merged_into"] < 0))
    strangers = np.setdiff1d(strangers, taken)
    is_known = (account >= 0) & (documents["opportunity"] < 0).to_numpy()
    roles = cast(company, documents, "invoice without deal", is_known & (len(strangers) > 0), is_known)
    rows = roles.planted
    if len(rows):
        documents.loc[rows, "account"] = roles.rng.choice(strangers, len(rows))
    whose = documents.loc[rows, "account"].to_numpy()
    documents.loc[rows, "currency"] = accounts["currency"].to_numpy()[whose]
    documents.loc[rows, "tax_rate"] = accounts["tax"].to_numpy()[whose]
    documents.loc[rows, "is_inclusive"] &= documents.loc[rows, "tax_rate"] > 0
    documents.loc[rows, "product"] = LICENCE
    documents.loc[roles.both, "status"] = AUTHORISED
    return documents


def returned(company: Company, deals: pd.DataFrame, invoices: pd.DataFrame) -> tuple[Bools, Bools, Ints]:
    """H20: invoices credited in full soon after, those of which a part came back, and the day of the credit note."""
    rng, deal = company.stream("credits after the quarter"), invoices["opportunity"].to_numpy()
    name, has_deal = "credited after the quarter", deal >= 0
    full, part = (showing(company, deals, name, kind)[deal] & has_deal for kind in (PLANTED, LOOK_ALIKE))
    return full, part, invoices["day"].to_numpy() + rng.integers(*CREDIT_DAYS, len(invoices))
