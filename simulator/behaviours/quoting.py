"""Proposals sent before the customer's need is known, and new versions that explain a changed amount."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours.cast import LOOK_ALIKE, showing
from simulator.behaviours.course import Course
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import Ints
from simulator.journey import UNCHANGED
from simulator.names import TENDER


def to_unqualified(course: Course) -> None:
    """H26: a proposal while the deal is in its first stage, without contact or budget; tenders want one at once."""
    moves = course.steps[(course.steps["stage"] != UNCHANGED) & (course.steps["stage"] > 0)]
    leaves = moves.groupby("opportunity")["at"].min().reindex(range(len(course.deals)), fill_value=0).to_numpy()
    stays = (leaves > course.created_at + DAY) & (course.created_at < course.company.clock.cutoff - 2 * DAY)
    roles = course.cast("proposal to unqualified", stays & (course.days > 1))
    course.deals.loc[roles.look_alike, "deal_type"] = TENDER


def rewrite(company: Company, deals: pd.DataFrame, changes: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes (`opportunity`, `sent_at`, `amount`, `is_draft`) with the early ones and those for a new amount."""
    rng = company.stream("quote behaviours")
    early = np.flatnonzero(showing(company, deals, "proposal to unqualified"))
    early_at = deals["created_at"].to_numpy()[early] + rng.integers(3600, 18 * 3600, len(early))
    new = showing(company, deals, "amount changed before the win", LOOK_ALIKE)
    retyped = (changes["amount"] != changes["amount"].shift()).to_numpy() & new[changes["opportunity"]]
    before = changes[retyped].groupby("opportunity").tail(1)
    rows, new_at, amount = (before[name].to_numpy() for name in ("opportunity", "at", "amount"))
    since = pd.Series(new_at, rows).reindex(quotes["opportunity"], fill_value=NEVER).to_numpy()
    pieces = [
        quotes[(quotes["sent_at"] < since).to_numpy()],
        _sent(early, early_at, deals["offer"].to_numpy()[early]),
        _sent(rows, new_at + 600, amount),
    ]
    return pd.concat(pieces, ignore_index=True).sort_values(
        ["opportunity", "sent_at"], kind="stable", ignore_index=True
    )


def _sent(rows: Ints, at: Ints, amount: Ints) -> pd.DataFrame:
    return pd.DataFrame({"opportunity": rows, "sent_at": at, "amount": amount, "is_draft": False})
