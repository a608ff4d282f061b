"""Where behaviours enter the simulation: in which order deals get theirs."""

from __future__ import annotations

import pandas as pd

from simulator.behaviours import pushing
from simulator.behaviours.course import Course
from simulator.company import Company
from simulator.draws import Ints

# The rarer the deals that may show it, the earlier.
COURSES = (pushing.repeated, pushing.overdue, pushing.default)


def rewrite(
    company: Company, deals: pd.DataFrame, steps: pd.DataFrame, closed_at: Ints
) -> tuple[pd.DataFrame, pd.DataFrame, Ints]:
    """Deals with their trait, their steps and first closings, after everybody has had a go at them."""
    course = Course(company, deals.copy(), steps, closed_at.copy())
    for act in COURSES:
        act(course)
    return course.deals, course.steps, course.closed_at
