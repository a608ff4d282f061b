"""Sums over all parts of the company, from which quotas, the plan and the reps' forecasts are made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.clock import month_index
from simulator.company import Company
from simulator.draws import Floats
from simulator.history import WON
from simulator.ledger import Ledger, revenue_by_rep
from simulator.sales import Sales


@dataclass(frozen=True)
class Totals:
    """Cents of the reporting currency: net `revenue` per rep, and amounts `won` per quarter and rep."""

    revenue: Floats
    won: Floats

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.revenue + other.revenue, self.won + other.won)


def of_part(company: Company, sales: Sales, ledger: Ledger) -> Totals:
    """The sums of one part."""
    return Totals(revenue_by_rep(company, ledger), _won_by_quarter(company, sales))


def _won_by_quarter(company: Company, sales: Sales) -> Floats:
    state, reps = sales.state, company.people.count
    first, last = month_index(np.array([company.clock.first_day, company.clock.last_day])) // 3
    # A closing date that a rep entered may lie before the company's first day: no quarter of the company's has it.
    is_within = state["close_day"] >= company.clock.first_day
    won = np.flatnonzero((state["outcome"] == WON) & (state["amount"] > 0) & is_within)
    day = state["close_day"].to_numpy()[won]
    rate = company.rates.lookup(day, sales.opportunities["currency"].to_numpy()[won])
    place = (month_index(day) // 3 - first) * reps + state["owner_at_close"].to_numpy()[won]
    return np.bincount(place, state["amount"].to_numpy()[won] * rate, (last - first + 1) * reps).reshape(-1, reps)
