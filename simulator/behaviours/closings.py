"""Behaviours at closing: closed in bulk, backdated, held back until won, or promised and not kept."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours.calendar import office, quarter_end, workday_before
from simulator.behaviours.course import Course
from simulator.clock import DAY, month_index, month_start
from simulator.journey import NEGOTIATION

VALUE = 3
DUMP_LEAST = 5  # losses that make a batch
CLEAN_UP_DAYS = 45  # so long a dead deal waits for the agreed day


def dumped(course: Course) -> None:
    """H43: the losses of half a year are all entered within minutes on its last working day; on an agreed day in the
    middle of a quarter everybody cleans up, at his own time."""
    clock = course.company.clock
    day = clock.day(course.end)
    closing = workday_before(month_start(month_index(day) // 6 * 6 + 6) - 1)
    dumps_at = clock.utc(closing * DAY + 18 * 3600)
    waits = course.is_lost & course.is_ordinary & (dumps_at > course.end) & (dumps_at < clock.cutoff - DAY // 24)
    waits &= (course.deals["trait"] < 0).to_numpy()
    batch = pd.Series(waits).groupby([course.deals["owner"], closing]).transform("sum").to_numpy()
    agreed = workday_before(month_start(month_index(day) // 3 * 3 + 1) + 16)
    soon = course.is_lost & (agreed > day) & (agreed - day <= CLEAN_UP_DAYS) & (agreed < clock.last_day)
    roles = course.cast("loss dumping", waits & (batch >= DUMP_LEAST), soon)
    course.close(roles.planted, dumps_at[roles.planted] + roles.rng.integers(0, 540, len(roles.planted)), is_won=False)
    course.close(roles.look_alike, office(roles.rng, clock, agreed[roles.look_alike]), is_won=False)


def moved_after(course: Course) -> None:
    """H10: days after the closing its date moves into the quarter before; a slip of the pen is put right at once."""
    clock, day = course.company.clock, course.company.clock.day(course.end)
    start = month_start(month_index(day) // 3 * 3)
    is_closed = ~course.is_open & (course.end < clock.cutoff - 8 * DAY)
    roles = course.cast("close date moved after closing", is_closed & (day - start <= 20), is_closed)
    rows, seems = roles.planted, roles.look_alike
    course.add(rows, office(roles.rng, clock, clock.workday(roles.rng, day[rows] + 3)), close_day=start[rows] - 1)
    slip = course.of(seems) & (course.steps["at"].to_numpy() == course.end[course.steps["opportunity"].to_numpy()])
    course.retype(slip, "close_day", seems, day[seems] - 1)
    course.add(seems, course.end[seems] + 300, close_day=day[seems])


def kept_back(course: Course) -> None:
    """H35: a deal is entered days before it is won, and low until then; a strong finish is a quarter's last days."""
    clock, won = course.company.clock, course.is_won
    day = clock.day(course.end)
    target = workday_before(quarter_end(day))
    finishes = won & (target - day <= 25) & (target > day) & (target < clock.last_day)
    roles = course.cast("sandbagging", won & (course.days >= 20), finishes)
    rows = roles.planted
    entered_at = clock.moment(roles.rng, course.end[rows] / DAY - 9)
    course.restart(rows)
    course.retype(course.first_of(rows), "at", rows, entered_at)
    course.deals.loc[rows, "created_at"] = entered_at
    course.deals.loc[rows, "has_lead"] = False
    course.add(rows, entered_at + 2 * DAY, VALUE)
    course.close(rows, course.end[rows], is_won=True)
    seems = roles.look_alike
    back = roles.rng.integers(0, 5, len(seems))
    late = np.maximum(office(roles.rng, clock, workday_before(target[seems], back)), course.end[seems])
    course.close(seems, late, is_won=True)


def promised(course: Course) -> None:
    """H36: deals about to be lost are committed and slip past the quarter; a purchasing department only takes weeks."""
    clock, committed = course.company.clock, course.entered(NEGOTIATION)
    half = course.created_at + (course.end - course.created_at) // 2
    slips = month_index(clock.day(course.end)) // 3 > month_index(clock.day(half)) // 3
    delays = course.is_won & (committed < course.end) & (course.end < clock.cutoff - 30 * DAY)
    roles = course.cast("happy ears", course.is_lost & slips & (course.days > 30), delays)
    rows = roles.planted
    moves = course.of(rows) & (course.steps["at"].to_numpy() >= half[course.steps["opportunity"].to_numpy()])
    moves &= course.steps["stage"].between(0, NEGOTIATION).to_numpy()
    course.drop(moves)
    course.expect(rows, quarter_end(clock.day(half[rows])))
    course.add(rows, half[rows], NEGOTIATION)
    due = workday_before(quarter_end(clock.day(half[rows])))
    course.add(rows, np.minimum(office(roles.rng, clock, due), course.end[rows] - 60), close_day=due + 45)
    seems, later = roles.look_alike, clock.moment(roles.rng, course.end[roles.look_alike] / DAY + 16)
    course.add(seems, np.maximum(course.end[seems] - 3 * DAY, committed[seems] + 60), close_day=clock.day(later))
    course.close(seems, later, is_won=True)
