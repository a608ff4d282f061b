"""Behaviours of amounts: changed before the win, far from the offer, or missing."""

from __future__ import annotations

import numpy as np

from simulator.behaviours.course import Course
from simulator.clock import DAY, NEVER
from simulator.draws import NO_AMOUNT, Bools, Ints
from simulator.journey import NEGOTIATION, PROPOSAL, UNCHANGED

CHANGES = (0.6, 1.5)  # factors on the amount just before the win


def _edits(course: Course, rows: Ints) -> Bools:
    """Steps of the deals that retype nothing but the amount."""
    only_amount = (course.steps["stage"] == UNCHANGED) & (course.steps["amount"] != UNCHANGED)
    return course.of(rows) & only_amount.to_numpy()


def untouched(course: Course) -> None:
    """Round amounts and list prices are never retyped (H13)."""
    course.drop(_edits(course, np.flatnonzero(course.showing("round amounts"))))


def before_the_win(course: Course) -> None:
    """H14: days before the win the amount changes by a third or more; an honest change has its own proposal."""
    negotiated = course.entered(NEGOTIATION)
    has_offer = (course.entered(PROPOSAL) < NEVER) & (course.end - negotiated > 5 * DAY)
    roles = course.cast("amount changed before the win", course.is_won & has_offer)
    rows = roles.both
    course.drop(_edits(course, rows))
    final = course.deals["final"].to_numpy()[rows]
    amount = np.rint(final * np.array(CHANGES)[roles.rng.integers(0, 2, len(rows))]).astype(np.int64)
    course.add(rows, course.end[rows] - 2 * DAY - roles.rng.integers(0, 2 * DAY, len(rows)), amount=amount)


def far_from_the_offer(course: Course) -> None:
    """H15: the amount stays a third above the offer, or within some percent of it."""
    roles = course.cast("amount far from the offer", course.entered(PROPOSAL) < course.company.clock.cutoff - DAY)
    course.drop(_edits(course, roles.both))
    final = course.deals["final"].to_numpy()
    for rows, least, most in ((roles.planted, 1.3, 1.6), (roles.look_alike, 1.02, 1.08)):
        amount = np.rint(final[rows] * roles.rng.uniform(least, most, len(rows))).astype(np.int64)
        typed = course.of(rows) & (course.steps["amount"] != UNCHANGED).to_numpy()
        course.retype(typed, "amount", rows, amount)
        course.add(rows, course.entered(PROPOSAL)[rows] + 60, amount=amount)


def missing(course: Course) -> None:
    """H16: no amount, or zero, whatever the stage; others type it when they make their offer."""
    may = (course.entered(PROPOSAL) < course.company.clock.cutoff) & ~course.is_won
    roles = course.cast("missing amount", may)
    course.drop(_edits(course, roles.both))
    is_zero = roles.rng.random(len(roles.planted)) < 0.5
    typed = course.of(roles.planted) & (course.steps["amount"] != UNCHANGED).to_numpy()
    course.retype(typed, "amount", roles.planted, np.where(is_zero, 0, NO_AMOUNT))
    early = course.of(roles.look_alike) & (course.steps["stage"] < PROPOSAL).to_numpy()
    early &= (course.steps["amount"] != UNCHANGED).to_numpy()
    course.retype(early, "amount", roles.look_alike, np.full(len(roles.look_alike), NO_AMOUNT))
