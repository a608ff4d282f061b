"""Ends of months and quarters, and the office hours of a day."""

from __future__ import annotations

import numpy as np

from simulator.clock import DAY, Clock, month_index, month_start
from simulator.draws import Ints


def month_end(day: Ints) -> Ints:
    """The last day of the month."""
    return month_start(month_index(day) + 1) - 1


def quarter_end(day: Ints) -> Ints:
    """The last day of the calendar quarter."""
    return month_start(month_index(day) // 3 * 3 + 3) - 1


def workday_before(day: Ints, back: Ints | int = 0) -> Ints:
    """The working day that many working days before the last one not after the day."""
    return np.busday_offset(day.astype("datetime64[D]"), -np.asarray(back), roll="backward").astype(np.int64)


def office(rng: np.random.Generator, clock: Clock, day: Ints, opens: float = 9.0, shuts: float = 18.0) -> Ints:
    """An instant within those local hours of the day."""
    return clock.utc(day * DAY + ((opens + (shuts - opens) * rng.random(len(day))) * 3600).astype(np.int64))
