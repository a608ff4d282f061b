"""Deals whose owner has left, and deals that change hands just before the win."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours.cast import LOOK_ALIKE, PLANTED, showing
from simulator.behaviours.course import Course
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Ints

REDRAWS = 20  # until somebody else takes over


def orphaned(course: Course) -> None:
    """H33: the owner left and nobody took the open deal; others are handed over within days."""
    left_at = course.company.people.reps["left_at"].to_numpy()[course.deals["owner"].to_numpy()]
    may = (
        (left_at > course.created_at + DAY) & (left_at < course.end) & (left_at < course.company.clock.cutoff - 9 * DAY)
    )
    rows = course.cast("orphaned deal", may, may & (left_at + 8 * DAY < course.end)).planted
    stops = course.of(rows) & (course.steps["at"].to_numpy() >= left_at[course.steps["opportunity"].to_numpy()])
    course.drop(stops)
    course.closed_at[rows] = NEVER


def handed_over(course: Course) -> None:
    """H34: another owner days before the win; a hand-over weeks before is none."""
    course.cast("owner changed before the win", course.is_won & (course.days > 35))


def rewrite(company: Company, deals: pd.DataFrame, closed_at: Ints, owners: pd.DataFrame) -> pd.DataFrame:
    """The owners (`key`, `at`, `value`) as these behaviours leave them."""
    orphan, window = (showing(company, deals, "orphaned deal", kind) for kind in (PLANTED, LOOK_ALIKE))
    key, at = owners["key"].to_numpy(), owners["at"].to_numpy()
    left_at = company.people.reps["left_at"].to_numpy()[deals["owner"].to_numpy()][key]
    is_later = at > deals["created_at"].to_numpy()[key]
    rng = company.stream("hand-overs")
    owners = owners.assign(at=np.where(window[key] & (at == left_at), at + rng.integers(3, 6, len(at)) * DAY, at))
    changes = [showing(company, deals, "owner changed before the win", kind) for kind in (PLANTED, LOOK_ALIKE)]
    is_changed = changes[0] | changes[1]
    before = np.where(changes[0], 2 + 7 * rng.random(len(deals)), 20 + 8 * rng.random(len(deals)))
    handed_at = np.minimum(closed_at, company.clock.cutoff) - (before * DAY).astype(np.int64)
    taker, owner = company.people.taking_over(rng, handed_at), deals["owner"].to_numpy()
    for _ in range(REDRAWS):
        taker = np.where(taker == owner, company.people.taking_over(rng, handed_at), taker)
    gone = is_later & (orphan[key] | is_changed[key] | (window[key] & (at > left_at)))
    rows = np.flatnonzero(is_changed & (taker != owner))
    extra = pd.DataFrame({"key": rows, "at": handed_at[rows], "value": taker[rows]})
    return pd.concat([owners[~gone], extra], ignore_index=True)
