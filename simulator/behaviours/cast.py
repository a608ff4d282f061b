"""Draws which deal shows which behaviour: at most one per deal, each behaviour from random numbers of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.behaviours.sheet import SHEET, Behaviour
from simulator.clock import NEVER
from simulator.company import Company
from simulator.draws import Bools, Ints, stream
from simulator.parameters import Parameters
from simulator.people import HONEST

KINDS = ("planted", "look_alike")
PLANTED, LOOK_ALIKE = range(len(KINDS))
NO_TRAIT = -1
HABITS = [behaviour.name for behaviour in SHEET if behaviour.reps < 1]


@dataclass(frozen=True)
class Roles:
    """Rows that show a behaviour, rows that only look like it, and the behaviour's random numbers."""

    rng: np.random.Generator
    planted: Ints
    look_alike: Ints

    @property
    def both(self) -> Ints:
        """All rows, the planted ones first."""
        return np.r_[self.planted, self.look_alike]


def trait(parameters: Parameters, name: str, kind: int) -> int:
    """The number by which frames call the behaviour; one that no row bears when it is switched off."""
    names = [behaviour.name for behaviour in parameters.behaviours]
    return names.index(name) * len(KINDS) + kind if name in names else NO_TRAIT - 1


def showing(company: Company, frame: pd.DataFrame, name: str, *kinds: int) -> Bools:
    """Which rows of a frame with the column `trait` show the behaviour, in one of these kinds if any is named."""
    wanted = [trait(company.parameters, name, kind) for kind in kinds or range(len(KINDS))]
    return frame["trait"].isin(wanted).to_numpy()


def habitual(parameters: Parameters, reps: pd.DataFrame, behaviour: Behaviour) -> Bools:
    """The reps who have the habit: some of the honest ones who stay."""
    may = np.flatnonzero((reps["behaviour"] == HONEST) & (reps["left_at"] >= NEVER) & (np.arange(len(reps)) > 0))
    does, size = np.zeros(len(reps), bool), int(np.ceil(behaviour.reps * len(may)))
    # Everybody's turn comes before anybody has a second habit.
    turn = HABITS.index(behaviour.name) * size + np.arange(size)
    does[stream(parameters.seed, "habits").permutation(may)[turn % max(len(may), 1)]] = True
    return does


def cast(company: Company, frame: pd.DataFrame, name: str, may: Bools, may_seem: Bools | None = None) -> Roles:
    """Gives rows without a trait one, in the column `trait`: some that may show the behaviour or may seem to."""
    rng = company.stream(f"behaviour {name}")
    luck = rng.random(len(frame))
    found = [one for one in company.parameters.behaviours if one.name == name]
    if not found:
        return Roles(rng, np.empty(0, np.int64), np.empty(0, np.int64))
    (behaviour,) = found
    does = np.ones(len(frame), bool)
    if behaviour.reps < 1:
        does = habitual(company.parameters, company.people.reps, behaviour)[frame["owner"].to_numpy()]
    is_free = (frame["trait"] == NO_TRAIT).to_numpy()
    planted = is_free & may & does & (luck < behaviour.planted)
    seems = is_free & (may if may_seem is None else may_seem) & ~planted & (luck > 1 - behaviour.look_alike)
    look_alike = seems & (~does | (behaviour.reps >= 1))
    for kind, rows in ((PLANTED, planted), (LOOK_ALIKE, look_alike)):
        frame.loc[rows, "trait"] = trait(company.parameters, name, kind)
    return Roles(rng, np.flatnonzero(planted), np.flatnonzero(look_alike))
