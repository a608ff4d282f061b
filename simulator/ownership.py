"""Whose an opportunity is at any time: handed over now and then, and when its owner leaves the company."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY
from simulator.company import Company
from simulator.draws import Ints, Timeline, chance


def simulate(company: Company, opportunities: pd.DataFrame, closed_at: Ints) -> Timeline:
    """Owners (reps) per opportunity from its creation on; who takes over is somebody who stays."""
    rng, clock, people = company.stream("ownership"), company.clock, company.people
    rows = np.arange(len(opportunities))
    created_at, owner = opportunities["created_at"].to_numpy(), opportunities["owner"].to_numpy()
    until = np.minimum(closed_at + 60 * DAY, clock.cutoff - 1)
    handed_at = clock.moment(rng, (created_at + (until - created_at) * rng.random(len(rows))) / DAY)
    taker = people.taking_over(rng, handed_at)
    is_handed = chance(rng, company.parameters.owner_change_share, len(rows)) & (taker != owner)
    is_handed &= (handed_at > created_at) & (handed_at < clock.cutoff)

    left_at = people.reps["left_at"].to_numpy()[owner]
    heir = people.taking_over(rng, left_at)
    is_orphaned = (left_at > created_at) & (left_at < np.minimum(closed_at, clock.cutoff)) & (heir != owner)
    is_orphaned &= ~(is_handed & (handed_at < left_at + DAY))

    # A hand-over after the owner has left is one by the heir, who may be the taker: no change then.
    is_handed &= ~(is_orphaned & (taker == heir))
    frame = pd.concat(
        [
            pd.DataFrame({"key": rows, "at": created_at, "value": owner}),
            pd.DataFrame({"key": rows, "at": handed_at, "value": taker})[is_handed],
            pd.DataFrame({"key": rows, "at": left_at, "value": heir})[is_orphaned],
        ]
    ).sort_values(["key", "at"], kind="stable")
    return Timeline(*(frame[name].to_numpy() for name in ("key", "at", "value")))


def account_owners(company: Company, opportunities: pd.DataFrame, owner: Ints) -> tuple[Ints, Ints]:
    """Owner of each account (of its last opportunity, else the rep of the patch) and when it was created."""
    rng, reps = company.stream("account owners"), company.people.reps
    count = len(company.customers.accounts)
    account, patch = opportunities["account"].to_numpy(), np.arange(count) % company.people.count
    account_owner = np.where(reps["left_at"].to_numpy()[patch] > company.clock.cutoff, patch, 0)
    account_owner[account] = owner  # the last one stands
    created_at = company.clock.moment(rng, company.clock.first_day - 1500 * rng.random(count))
    first_deal_at = np.full(count, company.clock.cutoff)
    np.minimum.at(first_deal_at, account, opportunities["created_at"].to_numpy())
    is_new = chance(rng, company.parameters.new_account_share, count) & (first_deal_at < company.clock.cutoff)
    return account_owner, np.where(is_new, first_deal_at - 3600, created_at)
