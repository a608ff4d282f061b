"""Everything that happened, in order of cause: company, sales, contacts with customers, books, quotas."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator import activities, campaigns, company, emails, ledger, quotas, sales
from simulator.campaigns import Campaigns
from simulator.company import Company
from simulator.ledger import Ledger
from simulator.parameters import Parameters
from simulator.sales import Sales


@dataclass(frozen=True)
class World:
    """Rows refer to each other by position; times are seconds of UTC, days since 1970, money whole cents."""

    company: Company
    sales: Sales
    activities: pd.DataFrame
    campaigns: Campaigns
    emails: pd.DataFrame
    ledger: Ledger
    quotas: pd.DataFrame


def simulate(parameters: Parameters) -> World:
    """What is known by the end of the last day."""
    firm = company.found(parameters)
    sold = sales.simulate(firm)
    touches = activities.simulate(firm, sold)
    mailings = campaigns.simulate(firm, sold.leads)
    messages = emails.simulate(firm, touches, mailings.members)
    books = ledger.simulate(firm, sold)
    return World(
        firm, sold, touches, mailings, messages, books, quotas.simulate(firm, ledger.revenue_by_rep(firm, books))
    )
