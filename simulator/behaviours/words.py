"""Behaviours of text fields: next steps, loss reasons and contacts that are missing or hold placeholder values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names
from simulator.behaviours.cast import LOOK_ALIKE, PLANTED, showing, trait
from simulator.behaviours.course import Course
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Ints
from simulator.journey import PROPOSAL, won_stage

SECOND_STAGE = 1
NOTHING = -1


def without_next_step(course: Course) -> None:
    """H23: an open deal past the first stage without a next step; it was taken out a day or two ago for the week."""
    course.cast("missing next step", course.is_open & _is_past_first(course) & (course.days > 10))


def placeholders(course: Course) -> None:
    """H25: `n/a` and the like as the next step; a short text that begins so is one."""
    course.cast("placeholder text", ~(course.is_open & _is_past_first(course)))


def no_contact(course: Course) -> None:
    """H24: an offer and nobody in a role; in a small firm one person has them all."""
    course.cast("no contact", course.entered(PROPOSAL) < course.company.clock.cutoff)


def no_reason(course: Course) -> None:
    """H42: losses without a reason, or for another one; now and then there is another one."""
    course.cast("no reason of loss", course.is_lost)


def _is_past_first(course: Course) -> np.ndarray:
    later = course.steps[course.steps["stage"].between(SECOND_STAGE, won_stage(course.company.parameters) - 1)]
    first = later.groupby("opportunity")["at"].min().reindex(range(len(course.deals)), fill_value=NEVER).to_numpy()
    return first < course.company.clock.cutoff - 3 * DAY


def next_steps(company: Company, deals: pd.DataFrame, changes: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """Next steps (`opportunity`, `at`, `new`) as these behaviours leave them.

    As long as "missing next step" is in the sheet, every other real deal that is open past its first stage has one.
    """
    rng, last = company.stream("next step behaviours"), changes.groupby("opportunity").tail(1)
    stage, at = last["stage"].to_numpy(), last["at"].to_numpy()
    is_open = (stage >= SECOND_STAGE) & (stage < won_stage(company.parameters))
    blank, blanked = (showing(company, deals, "missing next step", kind) for kind in (PLANTED, LOOK_ALIKE))
    silly, short = (showing(company, deals, "placeholder text", kind) for kind in (PLANTED, LOOK_ALIKE))
    is_kept = is_open & ~(deals["is_fake"] | deals["is_parked"]).to_numpy() & ~blank
    if trait(company.parameters, "missing next step", PLANTED) < 0:
        is_kept[:] = False
    is_silly = silly | (blank & (rng.random(len(deals)) < 0.5))
    step = rng.integers(0, len(names.NEXT_STEPS), len(deals))
    placeholder = rng.integers(0, len(names.PLACEHOLDERS), len(deals)) + len(names.NEXT_STEPS)
    odd = rng.integers(0, len(names.SHORT_STEPS), len(deals)) + len(names.NEXT_STEPS) + len(names.PLACEHOLDERS)
    typed = typed[~(blank | silly | short)[typed["opportunity"].to_numpy()]]
    # Whatever was typed at the last change gives way to what is typed now.
    typed = typed[~(is_kept[typed["opportunity"]] & (typed["at"] == at[typed["opportunity"]]).to_numpy())]
    taken_out = company.clock.cutoff - rng.integers(6 * 3600, 40 * 3600, len(deals))
    pieces = [
        typed,
        _typed(is_kept & ~short, at, step),
        _typed(is_silly, at, placeholder),
        _typed(short, at, odd),
        _typed(blanked, np.maximum(taken_out, at + 60), np.full(len(deals), NOTHING)),
    ]
    return pd.concat(pieces, ignore_index=True).sort_values(["opportunity", "at"], kind="stable", ignore_index=True)


def _typed(which: np.ndarray, at: Ints, new: Ints) -> pd.DataFrame:
    rows = np.flatnonzero(which)
    return pd.DataFrame({"opportunity": rows, "at": at[rows], "new": new[rows]})


def loss_reasons(company: Company, deals: pd.DataFrame, reason: Ints) -> Ints:
    """Positions in LOSS_REASONS (-1 none) as "no reason of loss" leaves them."""
    rng = company.stream("loss reason behaviours")
    silent, other = (showing(company, deals, "no reason of loss", kind) for kind in (PLANTED, LOOK_ALIKE))
    none = np.where(rng.random(len(deals)) < 0.5, NOTHING, names.OTHER_REASON)
    return np.where(silent, none, np.where(other, names.OTHER_REASON, reason))
