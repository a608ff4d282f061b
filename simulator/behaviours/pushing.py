"""Behaviours of close dates: pushed repeatedly, long past, or left at the form's default."""

from __future__ import annotations

import numpy as np

from simulator.behaviours.calendar import month_end, office, quarter_end, workday_before
from simulator.behaviours.course import Course
from simulator.clock import month_index, month_start
from simulator.draws import Ints
from simulator.journey import UNCHANGED, won_stage

LEAST_DAYS = 110  # open that long, a deal sees three months end
GRACE = 2  # working days, within which a month's batch is closed


def repeated(course: Course) -> None:
    """H04: on one of the last days of each month the date moves to the end of the next one."""
    clock = course.company.clock
    roles = course.cast("repeated pushes", course.days >= LEAST_DAYS)
    rows = roles.planted
    due = month_end(clock.day(course.created_at[rows]) + 15)
    course.expect(rows, due)
    while len(rows):
        at = office(roles.rng, clock, workday_before(due, roles.rng.integers(0, 2, len(rows))), 14)
        goes_on = at < course.end[rows]
        rows, at, due = rows[goes_on], at[goes_on], month_end(due[goes_on] + 1)
        course.add(rows, at, close_day=due)
    is_forced = roles.rng.random(len(roles.look_alike)) < 0.5
    _forced(course, roles.look_alike[is_forced])
    _budgeted(course, roles.look_alike[~is_forced], roles.rng)


def _forced(course: Course, rows: Ints) -> None:
    """The form wants a date before anybody knows it: it is put right three times on the first day."""
    clock, created_at = course.company.clock, course.created_at[rows]
    course.expect(rows, month_end(clock.day(created_at)))
    last = clock.day(course.end[rows]) + 5
    for hours, day in ((1, month_end(clock.day(created_at) + 31)), (3, last - 31), (20, last)):
        course.add(rows, created_at + hours * 3600, close_day=day)


def _budgeted(course: Course, rows: Ints, rng: np.random.Generator) -> None:
    """Two pushes by a fortnight, in the middle of a month."""
    clock, last = course.company.clock, course.company.clock.day(course.end[rows])
    course.expect(rows, last - 22)
    for before, later in ((45, -10), (20, 5)):
        day = last - before
        day = np.where(day - month_start(month_index(day)) > 23, day - 8, day)
        course.add(rows, office(rng, clock, clock.workday(rng, day)), close_day=last + later)


def overdue(course: Course) -> None:
    """H05: the date of an open deal passed between ten days and two months ago."""
    last_day = course.company.clock.last_day
    roles = course.cast("overdue close date", course.is_open & (course.days >= 30))
    most = np.minimum(course.days[roles.planted] - 15, 60)
    late = last_day - (10 + (most - 10) * roles.rng.random(len(most))).astype(np.int64)
    count = len(roles.look_alike)
    grace = workday_before(np.full(count, last_day), roles.rng.integers(1, GRACE + 1, count))
    course.expect(roles.both, np.r_[late, grace])


def default(course: Course) -> None:
    """H06: whatever is typed becomes the end of its quarter."""
    roles = course.cast("default close date", course.days > 0)
    typed = course.of(roles.both) & (course.steps["close_day"] != UNCHANGED).to_numpy()
    typed &= (course.steps["stage"] < won_stage(course.company.parameters)).to_numpy()
    course.steps.loc[typed, "close_day"] = quarter_end(course.steps.loc[typed, "close_day"].to_numpy())
