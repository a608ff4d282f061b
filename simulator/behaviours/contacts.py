"""Behaviours of activities: no answer from the buyer, calls that were only logged; and buyers who are merely slow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours.cast import LOOK_ALIKE, NO_TRAIT, PLANTED, cast, showing
from simulator.behaviours.silence import GHOST_DAYS, PATIENCE
from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Bools, Ints
from simulator.journey import won_stage
from simulator.kinds import CALL, EMAIL, HELD, REPLY
from simulator.sales import Sales

SILENT_AFTER = 75  # days, after which nobody answers on a parked deal
BURST_SECONDS = 300  # length of every invented call, and of the minutes in which they are logged


def rewrite(company: Company, sales: Sales, touches: pd.DataFrame) -> pd.DataFrame:
    """The activities as these behaviours leave them, with `logged_at` and `trait`; who has left does nothing more."""
    rng, cutoff, deals = company.stream("contact behaviours"), company.clock.cutoff, sales.opportunities
    ghost, lively = (showing(company, deals, "ghosted", kind) for kind in (PLANTED, LOOK_ALIKE))
    touches = touches[~_unheard(company, deals, touches, ghost | lively)]
    patient = np.flatnonzero(showing(company, deals, "parked deals", LOOK_ALIKE))
    moved = sales.changes[["opportunity", "at", "stage"]]
    was_closed = (moved["stage"].shift(fill_value=0) >= won_stage(company.parameters)).to_numpy()
    again = moved[was_closed & (moved["opportunity"] == moved["opportunity"].shift()).to_numpy()]
    again = again[showing(company, deals, "revolving reopening", LOOK_ALIKE)[again["opportunity"]]]
    pieces = [(again["opportunity"].to_numpy(), again["at"].to_numpy() - 8 * 3600, REPLY)]
    pieces += [(np.flatnonzero(ghost | lively), cutoff - days * DAY, EMAIL) for days in (19, 14, 9, 4)]
    pieces += [(np.flatnonzero(lively), cutoff - 7 * DAY, CALL)]
    pieces += [(patient, cutoff - days * DAY, REPLY) for days in range(5, PATIENCE[0], 11)]
    added = [_touch(rng, sales, *piece) for piece in pieces]
    return _invented(company, pd.concat([touches, *added], ignore_index=True))


def _unheard(company: Company, deals: pd.DataFrame, touches: pd.DataFrame, ghost: Bools) -> Bools:
    """Touches that never were: by who has left, of the last weeks of a ghosted deal, answers on a dead one."""
    deal, at = touches["opportunity"].to_numpy(), touches["at"].to_numpy()
    left_at = company.people.reps["left_at"].to_numpy()[touches["rep"].to_numpy()]
    is_dead = deals["is_parked"].to_numpy()[deal] & (touches["kind"] == REPLY).to_numpy()
    is_dead &= at > deals["created_at"].to_numpy()[deal] + SILENT_AFTER * DAY
    is_ghosted = ghost[deal] & (at > company.clock.cutoff - GHOST_DAYS * DAY)
    return (at >= left_at) | ((deal >= 0) & (is_dead | is_ghosted))


def _touch(rng: np.random.Generator, sales: Sales, rows: Ints, at: Ints | int, kind: int) -> pd.DataFrame:
    """One touch of each deal within the hours before."""
    when = at - rng.integers(0, 4 * 3600, len(rows))
    rep = sales.owners.lookup(rows, when)
    columns = {"opportunity": rows, "lead": -1, "at": when, "kind": kind, "rep": rep, "status": HELD}
    return pd.DataFrame({**columns, "seconds": rng.integers(120, 900, len(rows))})


def _invented(company: Company, touches: pd.DataFrame) -> pd.DataFrame:
    """H38: a week's calls, all of one length, logged within minutes late on Friday; others log theirs before."""
    clock, at = company.clock, touches["at"].to_numpy()
    day = clock.day(at)
    friday = day + 4 - (day + 3) % 7
    night, evening = (clock.utc(friday * DAY + int(hour * 3600)) for hour in (22.5, 18.0))
    touches = touches.assign(owner=touches["rep"], trait=NO_TRAIT, logged_at=at)
    is_call = (touches["kind"] == CALL).to_numpy() & (night + BURST_SECONDS < clock.cutoff)
    roles = cast(company, touches, "fabricated calls", is_call & (friday >= day), is_call & (at < evening))
    logged = np.r_[night[roles.planted], evening[roles.look_alike]]
    touches.loc[roles.both, "logged_at"] = logged + roles.rng.integers(0, BURST_SECONDS, len(logged))
    touches.loc[roles.planted, "at"] = touches.loc[roles.planted, "logged_at"]
    touches.loc[roles.planted, "seconds"] = BURST_SECONDS
    return touches
