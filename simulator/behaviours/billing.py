"""Won deals whose behaviour shows in accounting only."""

from __future__ import annotations

import numpy as np

from simulator.behaviours.calendar import office, quarter_end, workday_before
from simulator.behaviours.course import Course
from simulator.clock import DAY

LATE_DAYS = 90  # a win so long ago has been invoiced


def otherwise(course: Course) -> None:
    """H19: the invoices differ from the won amount by a sixth or more; by a rounding, or by the day's exchange rate."""
    may = course.is_won & (course.end < course.company.clock.cutoff - LATE_DAYS * DAY)
    course.cast("invoiced otherwise", may & course.has_amount)


def elsewhere(course: Course) -> None:
    """H17's look-alike: a leasing company that the CRM does not know gets the invoice, with the quote's number."""
    may = course.is_won & (course.deals["currency"] == 0).to_numpy() & course.has_amount
    course.cast("billed elsewhere", may & (course.end < course.company.clock.cutoff - LATE_DAYS * DAY))


def credited(course: Course) -> None:
    """H20: a win in the last days of the quarter, which is credited when it is over; or partly returned."""
    clock, day = course.company.clock, course.company.clock.day(course.end)
    target = workday_before(quarter_end(day))
    may = course.is_won & (target - day <= 40) & (target > day) & (target < clock.last_day - LATE_DAYS - 30)
    roles = course.cast("credited after the quarter", may & course.has_amount)
    rows = roles.both
    at = office(roles.rng, clock, workday_before(target[rows], roles.rng.integers(0, 5, len(rows))))
    course.close(rows, np.maximum(at, course.end[rows]), is_won=True)
