"""Expected close dates and amounts that reps retype while a deal is open: pushes as the date comes near, and corrections."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY, NEVER, Clock
from simulator.draws import Ints, chance, lognormal, stream
from simulator.journey import UNCHANGED, steps
from simulator.parameters import Parameters

PUSHES = 9  # at most, per deal


def first_expected(parameters: Parameters, clock: Clock, opportunities: pd.DataFrame) -> Ints:
    """The expected close day typed at creation."""
    rng = stream(parameters.seed, "expected")
    count = len(opportunities)
    cycle = lognormal(rng, parameters.expected_cycle_days, 0.35, count)
    return clock.workday(rng, clock.day(opportunities["created_at"].to_numpy()) + cycle)


def pushes(
    parameters: Parameters, clock: Clock, opportunities: pd.DataFrame, expected: Ints, closed_at: Ints
) -> pd.DataFrame:
    """Close dates moved on a few days around the expected one; a parked deal is pushed once at most, then left alone."""
    rng = stream(parameters.seed, "pushes")
    limit = np.minimum(closed_at, clock.cutoff)
    most = np.where(opportunities["is_parked"] & ~opportunities["is_fake"], rng.integers(0, 2, len(opportunities)), PUSHES)
    rows, due = np.arange(len(opportunities)), expected
    pieces = []
    for number in range(PUSHES):
        at = clock.moment(rng, due + rng.integers(-4, 5, len(due)))
        goes_on = (at < limit[rows]) & chance(rng, parameters.push_share, len(rows)) & (number < most[rows])
        goes_on &= at > opportunities["created_at"].to_numpy()[rows]
        rows, at = rows[goes_on], at[goes_on]
        due = clock.workday(rng, clock.day(at) + lognormal(rng, parameters.push_days, 0.4, len(rows)))
        pieces.append(steps(rows, at, np.full(len(rows), UNCHANGED), close_day=due))
    return pd.concat(pieces, ignore_index=True)


def corrections(parameters: Parameters, clock: Clock, opportunities: pd.DataFrame, closed_at: Ints) -> pd.DataFrame:
    """Amounts retyped in the middle of nothing; the made-up deals only ever grow."""
    rng = stream(parameters.seed, "corrections")
    count = len(opportunities)
    created_at = opportunities["created_at"].to_numpy()
    until = np.where(closed_at < NEVER, np.minimum(closed_at, clock.cutoff), clock.cutoff)
    at = clock.moment(rng, (created_at + (until - created_at) * rng.random(count)) / DAY)
    factor = np.exp(rng.normal(0, 0.12, count))
    factor = np.where(opportunities["is_fake"], np.maximum(factor, 1 / factor), factor)
    amount = np.rint(opportunities["amount"].to_numpy() * factor / 10_000).astype(np.int64) * 10_000
    rows = np.flatnonzero(chance(rng, parameters.amount_edit_share, count) & (at > created_at) & (at < until) & (amount > 0))
    return steps(rows, at[rows], np.full(len(rows), UNCHANGED), amount[rows])
