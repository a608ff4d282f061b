"""The history of every opportunity: its full state after each change, in order, and what it is on the last day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import closedates, journey
from simulator.clock import DAY, NEVER, Clock
from simulator.draws import NO_AMOUNT, Ints, Timeline, chance, strictly_later, stream
from simulator.journey import UNCHANGED, steps
from simulator.parameters import Parameters

STATE = ("stage", "amount", "close_day")


def simulate(parameters: Parameters, clock: Clock, opportunities: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """One row per change up to the last day with the state after it, by opportunity and time; and the first closings."""
    moves, closed_at = journey.simulate(parameters, clock, opportunities)
    expected = closedates.first_expected(parameters, clock, opportunities)
    count = len(opportunities)
    created = steps(
        np.arange(count),
        opportunities["created_at"].to_numpy(),
        np.zeros(count, np.int64),
        np.where(opportunities["has_amount"], opportunities["amount"], NO_AMOUNT),
        expected,
    )
    changes = pd.concat(
        [
            created,
            moves,
            closedates.pushes(parameters, clock, opportunities, expected, closed_at),
            closedates.corrections(parameters, clock, opportunities, closed_at),
        ],
        ignore_index=True,
    ).sort_values(["opportunity", "at"], kind="stable", ignore_index=True)
    changes["at"] = strictly_later(changes["opportunity"].to_numpy(), changes["at"].to_numpy())
    changes = changes[changes["at"] <= clock.cutoff]
    # The first row of an opportunity is complete, so filling down never reaches into the one before.
    for column in STATE:
        changes[column] = changes[column].where(changes[column] != UNCHANGED).ffill().astype(np.int64)
    earlier = changes[["opportunity", *STATE]].shift()
    return changes[(changes[["opportunity", *STATE]] != earlier).any(axis=1)].reset_index(drop=True), closed_at


def conclude(
    parameters: Parameters, clock: Clock, opportunities: pd.DataFrame, changes: pd.DataFrame, owners: Timeline
) -> pd.DataFrame:
    """One row per opportunity: its state on the last day, last closing, number of reopenings, owner and deletion."""
    won, lost = journey.stage_count(parameters), journey.stage_count(parameters) + 1
    last = changes.groupby("opportunity").tail(1).reset_index(drop=True)
    is_closed = last["stage"].to_numpy() >= won
    closings = changes[changes["stage"] >= won].groupby("opportunity")["at"]  # nothing else changes while closed
    closed_at = closings.max().reindex(last.index, fill_value=NEVER).to_numpy()
    times_closed = closings.size().reindex(last.index, fill_value=0).to_numpy()
    rows = np.arange(len(last))
    rng = stream(parameters.seed, "deleted")
    changed_at = np.maximum(last["at"].to_numpy(), _last_owner_change(owners, len(last)))
    deleted_at = clock.moment(rng, changed_at / DAY + 1 + 30 * rng.random(len(last)))
    is_deleted = chance(rng, parameters.deleted_share, len(last)) & (times_closed == is_closed) & (deleted_at < clock.cutoff)
    is_deleted &= (last["stage"].to_numpy() != won) & (deleted_at > changed_at)
    return pd.DataFrame(
        {
            "stage": last["stage"],
            "amount": last["amount"],
            "first_amount": changes.groupby("opportunity")["amount"].first().to_numpy(),
            "close_day": last["close_day"],
            "outcome": np.where(last["stage"] == won, 1, np.where(last["stage"] == lost, 2, 0)),
            "closed_at": np.where(is_closed, closed_at, NEVER),
            "reopenings": times_closed - is_closed,
            "owner": owners.lookup(rows, np.full(len(last), clock.cutoff)),
            "owner_at_close": owners.lookup(rows, np.where(is_closed, closed_at, clock.cutoff)),
            "changed_at": changed_at,
            "is_deleted": is_deleted,
            "deleted_at": np.where(is_deleted, deleted_at, NEVER),
        }
    )


def _last_owner_change(owners: Timeline, count: int) -> Ints:
    return owners.at[np.searchsorted(owners.key, np.arange(count), side="right") - 1]
