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
    account_owner: Ints
    account_created_at: Ints


def simulate(company: Company) -> Sales:
    """Sells from the first to the last day."""
    deals, changes, closed_at = history.simulate(company, opportunities.simulate(company))
    owners = ownership.simulate(company, deals, closed_at)
    state = history.conclude(company, changes, owners)
    account_owner, account_created_at = ownership.account_owners(company, deals, state["owner"].to_numpy())
    return Sales(
        deals,
        changes,
        state,
        owners,
        history.next_steps(company, changes),
        proposals.simulate(company, deals, changes, state["outcome"].to_numpy()),
        leads.simulate(company, deals),
        account_owner,
        account_created_at,
    )
