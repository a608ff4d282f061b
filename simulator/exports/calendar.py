"""Months and working days that several sheets are laid out over."""

from __future__ import annotations

import numpy as np

from simulator.clock import is_weekend, month_index, month_start
from simulator.company import Company
from simulator.draws import Ints


def working_days(company: Company) -> tuple[Ints, Ints]:
    """Rep and day of every weekday of everybody's employment, by day."""
    clock, people = company.clock, company.people
    days = np.arange(clock.first_day, clock.last_day + 1)
    days = days[~is_weekend(days)]
    day, rep = np.repeat(days, people.count), np.tile(np.arange(people.count), len(days))
    hired, left = (clock.day(people.reps[name].to_numpy()) for name in ("hired_at", "left_at"))
    employed = (day >= hired[rep]) & (day < left[rep])
    return rep[employed], day[employed]


def months(company: Company) -> tuple[Ints, Ints]:
    """First and last day of each month from that of the first day to the end of the year of the exports."""
    first, last = month_index(np.array([company.clock.first_day, company.clock.seen_day]))
    month = np.arange(first, last // 12 * 12 + 12)
    return month_start(month), month_start(month + 1) - 1
