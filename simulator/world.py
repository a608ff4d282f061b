"""All events in order of cause, part by part: sales, contacts with customers, accounting; then the complete world."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator import activities, campaigns, emails, ledger, namesakes, quotas, sales
from simulator.behaviours import accounts
from simulator.company import Company
from simulator.draws import Ints
from simulator.ledger import Ledger
from simulator.sales import Sales
from simulator.totals import Totals


@dataclass(frozen=True)
class World:
    """What happened in one part of the company.

    Rows refer to each other by position; times are seconds of UTC, days since 1970, money whole cents.
    """

    company: Company
    sales: Sales
    activities: pd.DataFrame
    members: pd.DataFrame
    emails: pd.DataFrame
    ledger: Ledger


@dataclass(frozen=True)
class Whole:
    """What there is once for all parts; `campaigns` are their first days."""

    company: Company
    totals: Totals
    campaigns: Ints
    quotas: pd.DataFrame


def simulate(company: Company) -> World:
    """What is known of one part by the end of the last day."""
    company = namesakes.relate(accounts.rename(company))
    sold = sales.simulate(company)
    touches = activities.simulate(company, sold)
    members = campaigns.members(company, sold.leads)
    messages = emails.simulate(company, sold.leads, touches, members)
    return World(company, sold, touches, members, messages, ledger.simulate(company, sold))


def conclude(company: Company, totals: Totals) -> Whole:
    """What follows from all parts; `company` is any of them."""
    return Whole(company, totals, campaigns.starts(company), quotas.simulate(company, totals.revenue))
