"""Behaviours of stages: skipped stages, all stages within an hour, moves back and forth, backdated changes."""

from __future__ import annotations

import numpy as np

from simulator.behaviours.course import Course
from simulator.clock import DAY, NEVER
from simulator.draws import Bools, Ints
from simulator.journey import NEGOTIATION, PROPOSAL, UNCHANGED, won_stage
from simulator.names import PHONE_ORDER, REPEAT_ORDER, TRANSACTIONAL

QUALIFICATION, ANALYSIS, VALUE = 1, 2, 3
STALL_DAYS = 31  # after which a deal counts as stalled
SMALL = 0.5  # of the amounts are small


def _is_small(course: Course) -> Bools:
    amount = course.deals["amount"].to_numpy()
    return amount < np.quantile(amount, SMALL)


def skipping(course: Course) -> None:
    """H07: from the first stage straight to the proposal; customers who order again do so for small amounts."""
    reaches = course.entered(PROPOSAL) < course.company.clock.cutoff
    roles = course.cast("skipped stages", reaches, reaches & _is_small(course))
    middle = course.steps["stage"].between(QUALIFICATION, VALUE).to_numpy()
    course.drop(course.of(roles.both) & middle)
    course.deals.loc[roles.look_alike, "deal_type"] = REPEAT_ORDER


def hurried(course: Course) -> None:
    """H09: all stages and the win within the hour; so do orders by phone, which are small and say what they are."""
    roles = course.cast("stages within an hour", course.is_won, course.is_won & _is_small(course))
    rows, created_at = roles.both, course.created_at[roles.both]
    course.restart(rows)
    for stage in range(1, won_stage(course.company.parameters)):
        amount = course.deals["final"].to_numpy()[rows] if stage == PROPOSAL else UNCHANGED
        course.add(rows, created_at + 420 * stage + roles.rng.integers(0, 300, len(rows)), stage, amount)
    course.close(rows, created_at + 3000 + roles.rng.integers(0, 500, len(rows)), is_won=True)
    course.deals.loc[roles.look_alike, "deal_type"] = PHONE_ORDER


def at_once(course: Course) -> None:
    """H11: entered when it was won already; so are the small orders that come in by themselves."""
    roles = course.cast("created and won", course.is_won, course.is_won & _is_small(course))
    course.restart(roles.both)
    course.close(
        roles.both, course.created_at[roles.both] + roles.rng.integers(300, 2400, len(roles.both)), is_won=True
    )
    course.deals.loc[roles.look_alike, "deal_type"] = TRANSACTIONAL


def to_and_fro(course: Course) -> None:
    """H08: twice back and forth within weeks; honest doubt goes back to qualification once."""
    entered = course.entered(VALUE)
    goes_on = np.minimum(np.minimum(course.entered(PROPOSAL), course.entered(NEGOTIATION)), course.end)
    roles = course.cast("stage ping-pong", (entered < NEVER) & (goes_on - entered > 16 * DAY))
    for days, stage in ((2, ANALYSIS), (5, VALUE), (9, ANALYSIS), (13, VALUE)):
        course.add(roles.planted, _at(course, roles.rng, entered[roles.planted], days), stage)
    for days, stage in ((3, QUALIFICATION), (11, VALUE)):
        course.add(roles.look_alike, _at(course, roles.rng, entered[roles.look_alike], days), stage)


def clock_reset(course: Course) -> None:
    """H41: just before the deal counts as stalled it goes back a stage and returns the next day; an honest step back
    comes later and is stayed in."""
    moves = course.steps[course.steps["stage"].between(0, NEGOTIATION)]
    last = (
        moves.sort_values(["opportunity", "at"], kind="stable").groupby("opportunity").tail(1).set_index("opportunity")
    )
    last = last.reindex(range(len(course.deals)), fill_value=0)
    stage, since = last["stage"].to_numpy(), last["at"].to_numpy()
    roles = course.cast("clock reset", (stage > 0) & (course.end - since > (STALL_DAYS + 30) * DAY))
    rows, at = roles.planted, since[roles.planted]
    while len(rows):
        back = _at(course, roles.rng, at, STALL_DAYS - 4)
        forth = _at(course, roles.rng, back, 1)
        goes_on = forth < course.end[rows]
        rows, at, back = rows[goes_on], forth[goes_on], back[goes_on]
        course.add(rows, back, stage[rows] - 1)
        course.add(rows, at, stage[rows])
    seems = roles.look_alike
    for days, lower in ((STALL_DAYS + 9, 1), (STALL_DAYS + 23, 0)):
        course.add(seems, _at(course, roles.rng, since[seems], days), stage[seems] - lower)


def reopened(course: Course) -> None:
    """H40: lost, and opened again twice; a second chance is one, and the buyer asked for it."""
    won, cutoff = won_stage(course.company.parameters), course.company.clock.cutoff
    roles = course.cast("revolving reopening", course.is_lost & (course.end < cutoff - 90 * DAY))
    for again, days in ((roles.both, 8), (roles.planted, 40)):
        opened_at = _at(course, roles.rng, course.end[again], days)
        lost_at = _at(course, roles.rng, opened_at, 18)
        day = course.company.clock.day
        course.add(again, opened_at, NEGOTIATION, close_day=day(opened_at) + 30)
        course.add(again, lost_at, won + 1, close_day=day(lost_at))


def _at(course: Course, rng: np.random.Generator, at: Ints, days: int) -> Ints:
    """An instant at work that many days later."""
    return np.maximum(course.company.clock.moment(rng, at / DAY + days), at + 60)
