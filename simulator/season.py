"""Seasonality: when opportunities arrive and when they close over the year, by kind of company."""

from __future__ import annotations

import numpy as np

from simulator.clock import is_weekend, month_index, month_start
from simulator.company import Company
from simulator.draws import Ints, choose

STICK_DAYS = 8  # before its end, in which a quarter is saved
REACH_DAYS = 45  # from which a closing is drawn to the end of its quarter


def arrivals(rng: np.random.Generator, company: Company, count: int) -> Ints:
    """Days of the window, more of them in busy months and, in a company that grows, later on."""
    clock, parameters = company.clock, company.parameters
    days = np.arange(clock.first_day, clock.last_day + 1)
    weight = np.array(parameters.season)[month_index(days) % 12] * np.linspace(1.0, parameters.growth, len(days))
    return days[choose(rng, weight * np.where(is_weekend(days), 0.03, 1.0), count)]


def closings(company: Company, closes_at: Ints) -> Ints:
    """Closings as the calendar moves them, never to an earlier day: out of idle months, to the end of the quarter."""
    rng, clock, parameters = company.stream("closings"), company.clock, company.parameters
    day = clock.day(closes_at)
    waits = rng.random(len(day)) > np.array(parameters.closing_season)[month_index(day) % 12]
    day = np.where(waits, month_start(month_index(day) + 1) + rng.integers(0, 20, len(day)), day)
    end = month_start(month_index(day) // 3 * 3 + 3) - 1
    is_drawn = (rng.random(len(day)) < parameters.quarter_end_share) & (end - day < REACH_DAYS)
    drawn = np.maximum(day, end - rng.integers(0, STICK_DAYS, len(day)))
    moved = clock.moment(rng, np.where(is_drawn, drawn, day))
    return np.where(waits | is_drawn, np.maximum(moved, closes_at), closes_at)
