"""The sales force: reps with a behaviour each, in teams and territories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator import names
from simulator.clock import NEVER, Clock
from simulator.draws import Bools, Ints, chance, stream
from simulator.parameters import Parameters

BEHAVIOURS = ("honest", "inflator", "parker", "unbilled")
HONEST, INFLATOR, PARKER, UNBILLED = range(4)
ROUNDS = 30  # of drawing again for whoever does not fit


@dataclass(frozen=True)
class People:
    """One row per rep; the first is honest and always there.

    `next_team` and `next_territory` are theirs from `team_changed_at` and `territory_changed_at` on (NEVER: no change).
    `patch` is its size, `weight` the activity, `skill` a factor on the win rate, `currency` the quota's (a position).
    """

    reps: pd.DataFrame

    @property
    def count(self) -> int:
        """Number of reps."""
        return len(self.reps)

    @property
    def teams(self) -> int:
        """Number of teams."""
        return int(self.reps["team"].max()) + 1

    def reps_with(self, behaviour: int) -> Bools:
        """Which reps behave so."""
        return self.reps["behaviour"].to_numpy() == behaviour

    def starting(self, rng: np.random.Generator, at: Ints) -> Ints:
        """A rep per instant who was there then, the busier the likelier."""
        return self._draw(rng, at, self.reps["weight"].to_numpy(), self.reps["left_at"].to_numpy())

    def taking_over(self, rng: np.random.Generator, at: Ints) -> Ints:
        """A rep per instant who was there then and never leaves."""
        leaves = self.reps["left_at"].to_numpy() < NEVER
        return self._draw(rng, at, np.ones(self.count), np.where(leaves, 0, NEVER + 1))

    def _draw(self, rng: np.random.Generator, at: Ints, weight: np.ndarray, until: Ints) -> Ints:
        hired_at, edges = self.reps["hired_at"].to_numpy(), np.cumsum(weight)
        rep = np.zeros(len(at), np.int64)
        missing = np.arange(len(at))
        for _ in range(ROUNDS):
            draw = np.searchsorted(edges, rng.random(len(missing)) * edges[-1], side="right")
            fits = (hired_at[draw] < at[missing]) & (until[draw] > at[missing])
            rep[missing[fits]] = draw[fits]
            missing = missing[~fits]
        return rep


def simulate(parameters: Parameters, clock: Clock) -> People:
    """Draws the sales force."""
    rng = stream(parameters.seed, "people")
    count = parameters.reps
    number = np.arange(count)
    behaviour = _behaviours(rng, parameters)
    span = clock.last_day - clock.first_day
    hired = clock.first_day - 120 - rng.integers(0, 2000, count)
    later = chance(rng, parameters.late_hire_share, count) & (number > 0)
    hired = np.where(later, clock.first_day + rng.integers(0, max(span * 2 // 3, 1), count), hired)
    leaves = chance(rng, parameters.leaver_share, count) & ~later & (behaviour == HONEST) & (number > 0)
    leaving_at = clock.moment(rng, clock.first_day + (0.3 + 0.6 * rng.random(count)) * span)
    patch = np.exp(parameters.patch_spread * rng.standard_normal(count))
    teams = -(-count // parameters.reps_per_team)
    hired_at, left_at = clock.moment(rng, hired), np.where(leaves, leaving_at, NEVER)
    team, territory = number % teams, number % len(names.TERRITORIES)
    team_changed_at, next_team = _changes(parameters, clock, "team", team, teams)
    territory_changed_at, next_territory = _changes(parameters, clock, "territory", territory, len(names.TERRITORIES))
    stays = (hired_at < np.minimum(team_changed_at, territory_changed_at)) & (left_at >= NEVER)
    return People(
        pd.DataFrame(
            {
                "behaviour": behaviour,
                "team": team,
                "next_team": next_team,
                "team_changed_at": np.where(stays, team_changed_at, NEVER),
                "territory": territory,
                "next_territory": next_territory,
                "territory_changed_at": np.where(stays, territory_changed_at, NEVER),
                "hired_at": hired_at,
                "left_at": left_at,
                "patch": patch,
                "weight": patch * np.where(behaviour == INFLATOR, parameters.inflator_activity, 1.0),
                "skill": np.exp(parameters.skill_spread * rng.standard_normal(count)),
                "currency": chance(rng, parameters.foreign_quota_share, count) * min(1, len(parameters.currencies) - 1),
            }
        )
    )


def _changes(parameters: Parameters, clock: Clock, what: str, before: Ints, places: int) -> tuple[Ints, Ints]:
    """When some reps change to another team or territory, and to which."""
    rng, count = stream(parameters.seed, f"{what} changes"), len(before)
    at = clock.moment(rng, clock.first_day + (0.2 + 0.7 * rng.random(count)) * (clock.last_day - clock.first_day))
    after = (before + 1 + rng.integers(0, max(places - 1, 1), count)) % places
    is_changed = chance(rng, getattr(parameters, f"{what}_change_share"), count) & (after != before)
    return np.where(is_changed, at, NEVER), after


def _behaviours(rng: np.random.Generator, parameters: Parameters) -> Ints:
    behaviour = np.zeros(parameters.reps, np.int64)
    special = rng.permutation(np.arange(1, parameters.reps))
    shares = (parameters.inflator_share, parameters.parker_share, parameters.unbilled_share)
    start = 0
    for kind, share in enumerate(shares, start=1):
        end = start + round(share * parameters.reps)
        behaviour[special[start:end]] = kind
        start = end
    return behaviour
