"""Selling: deals from their creation to the last day, their owners, proposals and leads."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator import history, leads, opportunities, ownership, proposals
from simulator.company import Company
from simulator.draws import Ints, Timeline


@dataclass(frozen=True)
class Sales:
    """Deals as they began, their changes, state on the last day, owners, next steps, proposals; leads, accounts."""

    opportunities: pd.DataFrame
    changes: pd.DataFrame
    state: pd.DataFrame
    owners: Timeline
    next_steps: pd.DataFrame
    quotes: pd.DataFrame
    leads: pd.DataFrame
    account_owners: Timeline
    account_owner: Ints
    account_created_at: Ints


def simulate(company: Company) -> Sales:
    """Sells from the first to the last day."""
    deals, changes, closed_at = history.simulate(company, opportunities.simulate(company))
    owners = ownership.simulate(company, deals, closed_at)
    state = history.conclude(company, changes, owners, company.clock.cutoff)
    account_created_at = ownership.accounts_created(company, deals)
    account_owners = ownership.account_owners(company, account_created_at)
    return Sales(
        deals,
        changes,
        history.deletions(company, deals, state),
        owners,
        history.next_steps(company, deals, changes),
        proposals.simulate(company, deals, changes, state["outcome"].to_numpy()),
        leads.simulate(company, deals),
        account_owners,
        account_owners.at_end(len(account_created_at)),
        account_created_at,
    )
