"""Open deals without an answer from the buyer, and a look-alike whose buyer answers slowly."""

from __future__ import annotations

import numpy as np

from simulator.behaviours.course import Course
from simulator.clock import DAY, NEVER
from simulator.journey import NEGOTIATION, won_stage

GHOST_DAYS = 24  # without an answer
PATIENCE = (50, 130)  # days in procurement


def ghosted(course: Course) -> None:
    """H28: e-mails of three weeks without an answer; or the buyer was on the phone."""
    course.cast("ghosted", course.is_open & (course.days > GHOST_DAYS + 5))


def in_procurement(course: Course) -> None:
    """The look-alike of dead deals (H02, H03): long in the last stage, and the buyer answers all the time."""
    clock, since = course.company.clock, course.entered(NEGOTIATION)
    least, most = (clock.cutoff - days * DAY for days in PATIENCE)
    rows = course.cast("parked deals", course.is_won & (since < least) & (since > most)).look_alike
    course.drop(course.of(rows) & (course.steps["at"].to_numpy() >= course.end[course.steps["opportunity"].to_numpy()]))
    course.drop(course.of(rows) & (course.steps["stage"] >= won_stage(course.company.parameters)).to_numpy())
    course.closed_at[rows] = NEVER
    asked_at = clock.moment(course.company.stream("procurement"), np.full(len(rows), clock.last_day - 12))
    course.add(rows, asked_at, close_day=np.full(len(rows), clock.last_day + 20))
