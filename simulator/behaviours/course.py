"""The course of deals that behaviours rewrite, before its steps become the stage history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.behaviours import cast
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Bools, Floats, Ints
from simulator.journey import UNCHANGED, steps, won_stage


@dataclass
class Course:
    """`deals` has a row per opportunity, `steps` what is typed (see `journey.steps`), `closed_at` the first closing."""

    company: Company
    deals: pd.DataFrame
    steps: pd.DataFrame
    closed_at: Ints

    @property
    def created_at(self) -> Ints:
        """When each deal was entered."""
        return self.deals["created_at"].to_numpy()

    @property
    def end(self) -> Ints:
        """When each deal first closes, the last second if it does not."""
        return np.minimum(self.closed_at, self.company.clock.cutoff)

    @property
    def is_open(self) -> Bools:
        """Which deals do not close before the last day is over."""
        return self.closed_at > self.company.clock.cutoff

    @property
    def days(self) -> Floats:
        """How long each deal is open."""
        return (self.end - self.created_at) / DAY

    @property
    def is_ordinary(self) -> Bools:
        """Neither made up nor parked."""
        return ~(self.deals["is_fake"] | self.deals["is_parked"]).to_numpy()

    @property
    def is_won(self) -> Bools:
        """Which deals are won when they first close, by the last day."""
        return ~self.deals["is_losing"].to_numpy() & ~self.is_open

    @property
    def is_lost(self) -> Bools:
        """Which deals are lost when they first close, by the last day."""
        return self.deals["is_losing"].to_numpy() & ~self.is_open

    @property
    def has_amount(self) -> Bools:
        """Which deals have had an amount from the start."""
        return self.deals["has_amount"].to_numpy()

    def entered(self, stage: int) -> Ints:
        """When each deal first enters the stage, NEVER if it does not."""
        first = self.steps[self.steps["stage"] == stage].groupby("opportunity")["at"].min()
        return first.reindex(range(len(self.deals)), fill_value=NEVER).to_numpy()

    def cast(self, name: str, may: Bools, may_seem: Bools | None = None) -> cast.Roles:
        """Chooses among the ordinary deals those that show a behaviour and those that only seem to.

        They are not opened again by chance.
        """
        seem = may if may_seem is None else may_seem
        roles = cast.cast(self.company, self.deals, name, may & self.is_ordinary, seem & self.is_ordinary)
        is_late = self.steps["at"].to_numpy() > self.end[self.steps["opportunity"].to_numpy()]
        self.drop(self.of(roles.both) & is_late)
        return roles

    def showing(self, name: str, *kinds: int) -> Bools:
        """Which deals show a behaviour, in one of these kinds if any is named."""
        return cast.showing(self.company, self.deals, name, *kinds)

    def add(
        self,
        rows: Ints,
        at: Ints,
        stage: Ints | int = UNCHANGED,
        amount: Ints | int = UNCHANGED,
        close_day: Ints | int = UNCHANGED,
    ) -> None:
        """Types something more."""
        self.steps = pd.concat([self.steps, steps(rows, at, stage, amount, close_day)], ignore_index=True)

    def drop(self, which: Bools) -> None:
        """Takes steps out."""
        self.steps = self.steps[~which].reset_index(drop=True)

    def of(self, rows: Ints) -> Bools:
        """Which steps are those of the deals."""
        return self.steps["opportunity"].isin(rows).to_numpy()

    def first_of(self, rows: Ints) -> Bools:
        """Which steps create the deals."""
        is_first = self.steps["at"].to_numpy() == self.created_at[self.steps["opportunity"].to_numpy()]
        return self.of(rows) & is_first & (self.steps["stage"] == 0).to_numpy()

    def expect(self, rows: Ints, close_day: Ints) -> None:
        """Replaces the close date typed at creation and drops what it was moved to afterwards."""
        moves = (self.steps["stage"] == UNCHANGED) & (self.steps["close_day"] != UNCHANGED)
        self.drop(self.of(rows) & moves.to_numpy())
        self.retype(self.first_of(rows), "close_day", rows, close_day)

    def retype(self, which: Bools, column: str, rows: Ints, value: Ints) -> None:
        """Replaces the value in those steps by the one of their deal."""
        by_deal = pd.Series(value, rows)
        self.steps.loc[which, column] = by_deal.reindex(self.steps.loc[which, "opportunity"]).to_numpy()

    def restart(self, rows: Ints) -> None:
        """Leaves only the creation of the deals."""
        self.drop(self.of(rows) & ~self.first_of(rows))

    def close(self, rows: Ints, at: Ints, *, is_won: bool) -> None:
        """Closes the deals then instead, and for good."""
        late = self.of(rows) & (self.steps["stage"] >= won_stage(self.company.parameters)).to_numpy()
        late |= self.of(rows) & (self.steps["at"].to_numpy() >= self.end[self.steps["opportunity"].to_numpy()])
        self.drop(late)
        stage = won_stage(self.company.parameters) + (not is_won)
        self.add(rows, at, stage, close_day=self.company.clock.day(at))
        self.closed_at[rows] = at
