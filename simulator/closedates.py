"""Changes while a deal is open: of the expected close date as it comes near, and sometimes of the amount."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Ints, chance, lognormal
from simulator.journey import steps

PUSHES = 9  # at most, per deal


def first_expected(company: Company, opportunities: pd.DataFrame) -> Ints:
    """The expected close day typed at creation."""
    rng, clock = company.stream("expected"), company.clock
    cycle = lognormal(rng, company.parameters.expected_cycle_days, 0.35, len(opportunities))
    return clock.workday(rng, clock.day(opportunities["created_at"].to_numpy()) + cycle)


def pushes(company: Company, opportunities: pd.DataFrame, expected: Ints, closed_at: Ints) -> pd.DataFrame:
    """Close dates moved on a few days around the expected one; a parked deal is pushed once at most."""
    rng, clock, count = company.stream("pushes"), company.clock, len(opportunities)
    created_at, limit = opportunities["created_at"].to_numpy(), np.minimum(closed_at, clock.cutoff)
    is_left_alone = (opportunities["is_parked"] & ~opportunities["is_fake"]).to_numpy()
    most = np.where(is_left_alone, rng.integers(0, 2, count), PUSHES)
    rows, due = np.arange(count), expected
    pieces = []
    for number in range(PUSHES):
        at = clock.moment(rng, due + rng.integers(-4, 5, len(due)))
        goes_on = (at > created_at[rows]) & (at < limit[rows]) & (number < most[rows])
        goes_on &= chance(rng, company.parameters.push_share, len(rows))
        rows, at = rows[goes_on], at[goes_on]
        due = clock.workday(rng, clock.day(at) + lognormal(rng, company.parameters.push_days, 0.4, len(rows)))
        pieces.append(steps(rows, at, close_day=due))
    return pd.concat(pieces, ignore_index=True)


def corrections(company: Company, opportunities: pd.DataFrame, closed_at: Ints) -> pd.DataFrame:
    """Amounts retyped in the middle of nothing; the made-up deals only ever grow."""
    rng, clock, count = company.stream("corrections"), company.clock, len(opportunities)
    created_at, until = opportunities["created_at"].to_numpy(), np.minimum(closed_at, clock.cutoff)
    at = clock.moment(rng, (created_at + (until - created_at) * rng.random(count)) / DAY)
    factor = np.exp(rng.normal(0, 0.12, count))
    factor = np.where(opportunities["is_fake"], np.maximum(factor, 1 / factor), factor)
    amount = np.rint(opportunities["amount"].to_numpy() * factor / 10_000).astype(np.int64) * 10_000
    corrected = chance(rng, company.parameters.amount_edit_share, count) & (amount > 0)
    rows = np.flatnonzero(corrected & (at > created_at) & (at < until))
    return steps(rows, at[rows], amount=amount[rows])
