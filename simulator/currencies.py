"""Exchange rates into the reporting currency for every day, unchanged over weekends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.clock import Clock, is_weekend
from simulator.draws import Floats, Ints, stream
from simulator.parameters import Parameters

LEAD_IN = 90  # days before the first day


@dataclass(frozen=True)
class Rates:
    """`table` has a row per day from `start` and a column per currency: reporting-currency units per unit."""

    start: int
    table: Floats

    def lookup(self, day: Ints, currency: Ints) -> Floats:
        """The rate on that day, at weekends the one of the Friday before."""
        return self.table[np.clip(day - self.start, 0, len(self.table) - 1), currency]


def simulate(parameters: Parameters, clock: Clock) -> Rates:
    """Draws a random walk per currency."""
    rng = stream(parameters.seed, "currencies")
    start = clock.first_day - LEAD_IN
    days = np.arange(start, clock.last_day + 1)
    volatility = np.array([one.daily_volatility for one in parameters.currencies])
    moves = rng.standard_normal((len(days), len(volatility))) * volatility
    moves[is_weekend(days)] = 0.0
    base = np.array([one.rate for one in parameters.currencies])
    return Rates(start, np.round(base * np.exp(np.cumsum(moves, axis=0)), 6))
