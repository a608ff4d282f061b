"""The history of every opportunity: its full state after each change, in order, and what it is on the last day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import closedates, journey, names
from simulator.behaviours import acts, words
from simulator.behaviours.cast import NO_TRAIT
from simulator.clock import DAY, NEVER
from simulator.company import Company
from simulator.draws import NO_AMOUNT, Ints, Timeline, chance, strictly_later
from simulator.journey import UNCHANGED, steps, won_stage

OPEN, WON, LOST = range(3)
BIN_DAYS = 15  # that the recycle bin keeps
STATE = ("stage", "amount", "close_day")


def simulate(company: Company, opportunities: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, Ints]:
    """The deals with their behaviour; a row per change with the state after it, by deal and time; first closings."""
    opportunities = acts.begin(company, opportunities)
    moves, closed_at = journey.simulate(company, opportunities)
    expected = closedates.first_expected(company, opportunities)
    rows = np.arange(len(opportunities))
    typed = np.where(opportunities["has_amount"], opportunities["amount"], NO_AMOUNT)
    pieces = [
        steps(rows, opportunities["created_at"].to_numpy(), 0, typed, expected),
        moves,
        closedates.pushes(company, opportunities, expected, closed_at),
        closedates.corrections(company, opportunities, closed_at),
    ]
    deals, changes, closed_at = acts.rewrite(company, opportunities, pd.concat(pieces, ignore_index=True), closed_at)
    changes = changes.sort_values(["opportunity", "at"], kind="stable", ignore_index=True)
    changes["at"] = strictly_later(changes["opportunity"].to_numpy(), changes["at"].to_numpy())
    changes = changes[changes["at"] <= company.clock.cutoff].reset_index(drop=True)
    # The first row of an opportunity is complete, so filling down never reaches into the one before.
    for column in STATE:
        changes[column] = changes[column].where(changes[column] != UNCHANGED).ffill().astype(np.int64)
    same_as_before = (changes[["opportunity", *STATE]] == changes[["opportunity", *STATE]].shift()).all(axis=1)
    return deals, changes[~same_as_before].reset_index(drop=True), closed_at


def next_steps(company: Company, opportunities: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Next steps typed at some changes of open deals; `old` and `new` are positions in ALL_NEXT_STEPS, -1 none."""
    rng = company.stream("next steps")
    typed = chance(rng, 0.45, len(changes)) & (changes["stage"] < won_stage(company.parameters)).to_numpy()
    frame = changes.loc[typed, ["opportunity", "at"]].reset_index(drop=True)
    frame["new"] = rng.integers(0, len(names.NEXT_STEPS), len(frame))
    frame = words.next_steps(company, opportunities, changes, frame)
    frame["old"] = frame.groupby("opportunity")["new"].shift(fill_value=-1)
    return frame[frame["new"] != frame["old"]].reset_index(drop=True)


def conclude(company: Company, changes: pd.DataFrame, owners: Timeline, until: int) -> pd.DataFrame:
    """One row per opportunity: state at that instant, after all of the changes; last closing, reopenings, owners.

    `closed_at` is NEVER while open, `decided_at` until it closes first; `owner_at_close` is the owner now while open.
    """
    won = won_stage(company.parameters)
    by_opportunity = changes.groupby("opportunity")
    last = by_opportunity.tail(1).reset_index(drop=True)
    rows, stage = np.arange(len(last)), last["stage"].to_numpy()
    is_closed = stage >= won
    deal_and_stage = changes[["opportunity", "stage"]]
    is_closing = (changes["stage"] >= won) & (deal_and_stage != deal_and_stage.shift()).any(axis=1)
    closings = changes[is_closing].groupby("opportunity")
    closed_at = np.where(is_closed, closings["at"].max().reindex(rows, fill_value=NEVER), NEVER)
    times_closed = closings.size().reindex(rows, fill_value=0).to_numpy()
    changed_at = np.maximum(last["at"].to_numpy(), owners.last_change(rows))
    return pd.DataFrame(
        {
            "stage": stage,
            "amount": last["amount"],
            "first_amount": by_opportunity["amount"].first().to_numpy(),
            "close_day": last["close_day"],
            "outcome": np.where(stage == won, WON, np.where(stage > won, LOST, OPEN)),
            "closed_at": closed_at,
            "reopenings": times_closed - is_closed,
            "owner": owners.lookup(rows, np.full(len(rows), until)),
            "owner_at_close": owners.lookup(rows, np.minimum(closed_at, until)),
            "changed_at": changed_at,
            "decided_at": _decided(changes, won, len(rows)),
        }
    )


def _decided(changes: pd.DataFrame, won: int, count: int) -> Ints:
    """When each deal was closed or reopened last."""
    is_closed = changes["stage"] >= won
    is_new = is_closed != is_closed.shift(fill_value=False)
    is_new &= is_closed | (changes["opportunity"] == changes["opportunity"].shift())
    return changes[is_new].groupby("opportunity")["at"].max().reindex(range(count), fill_value=NEVER).to_numpy()


def deletions(company: Company, opportunities: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """The state with `deleted_at` and `purged_at`, NEVER of most deals.

    Some that are not won in the end and show no behaviour are thrown away within a month of their last change, and some
    of these are gone for good when the recycle bin is emptied.
    """
    rng, changed_at = company.stream("deletions"), state["changed_at"].to_numpy()
    may_be = ((state["outcome"] != WON) & (opportunities["trait"] == NO_TRAIT)).to_numpy()
    at = company.clock.moment(rng, changed_at / DAY + 1 + 30 * rng.random(len(changed_at)))
    is_deleted = may_be & chance(rng, company.parameters.deleted_share, len(at)) & (at < company.clock.cutoff)
    is_purged = is_deleted & chance(rng, company.parameters.purged_share, len(at)) & (state["reopenings"] == 0)
    is_purged &= ~opportunities["has_lead"]
    return state.assign(
        deleted_at=np.where(is_deleted, at, NEVER), purged_at=np.where(is_purged, at + BIN_DAYS * DAY, NEVER)
    )
