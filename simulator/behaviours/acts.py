"""Applies the behaviours to the simulated deals, in a fixed order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours import (
    amounts,
    beginnings,
    billing,
    closings,
    owners,
    pushing,
    quoting,
    silence,
    stages,
    words,
)
from simulator.behaviours.course import Course
from simulator.company import Company
from simulator.draws import Ints

# A deal shows one behaviour at most: the rarer the deals that may show it, the earlier it comes.
BEGINNINGS = (beginnings.in_bulk, beginnings.in_round_numbers, beginnings.twice, beginnings.dated_back)
COURSES = (
    # Habits
    words.no_reason,
    pushing.default,
    closings.dumped,
    closings.kept_back,
    closings.promised,
    stages.skipping,
    stages.at_once,
    # Of everybody
    owners.orphaned,
    silence.in_procurement,
    pushing.overdue,
    silence.ghosted,
    words.without_next_step,
    billing.credited,
    closings.moved_after,
    stages.clock_reset,
    stages.reopened,
    pushing.repeated,
    stages.to_and_fro,
    amounts.before_the_win,
    amounts.missing,
    amounts.far_from_the_offer,
    amounts.untouched,
    billing.otherwise,
    billing.elsewhere,
    stages.hurried,
    owners.handed_over,
    words.no_contact,
    quoting.to_unqualified,
    words.placeholders,
)


def begin(company: Company, deals: pd.DataFrame) -> pd.DataFrame:
    """The deals as they are entered, in that order."""
    deals = deals.copy()
    for act in BEGINNINGS:
        act(company, deals)
    return deals.sort_values("created_at", kind="stable", ignore_index=True)


def rewrite(
    company: Company, deals: pd.DataFrame, steps: pd.DataFrame, closed_at: Ints
) -> tuple[pd.DataFrame, pd.DataFrame, Ints]:
    """Deals in order of creation, their steps and first closings, after everybody has had a go at them."""
    course = Course(company, deals.copy(), steps, closed_at.copy())
    for act in COURSES:
        act(course)
    order = np.argsort(course.created_at, kind="stable")
    place = np.argsort(order)
    steps = course.steps.assign(opportunity=place[course.steps["opportunity"].to_numpy()])
    return course.deals.iloc[order].reset_index(drop=True), steps, course.closed_at[order]
