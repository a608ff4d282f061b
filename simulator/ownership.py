"""The owner of an opportunity over time: reassigned now and then, and when its owner leaves the company."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours import owners
from simulator.clock import DAY, NEVER
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
    )
    frame = owners.rewrite(company, opportunities, closed_at, frame).sort_values(["key", "at"], kind="stable")
    return Timeline(*(frame[name].to_numpy() for name in ("key", "at", "value")))


def accounts_created(company: Company, opportunities: pd.DataFrame) -> Ints:
    """When each account was entered: long ago, or an hour before its first deal; one merged away when it came up."""
    rng, accounts = company.stream("accounts created"), company.customers.accounts
    count, merged_into = len(accounts), accounts["merged_into"].to_numpy()
    long_ago = company.clock.moment(rng, company.clock.first_day - 1 - 1500 * rng.random(count))
    first_deal_at = np.full(count, NEVER)
    np.minimum.at(first_deal_at, opportunities["account"].to_numpy(), opportunities["created_at"].to_numpy())
    is_new = chance(rng, company.parameters.new_account_share, count) & (first_deal_at < NEVER)
    is_new[merged_into[merged_into >= 0]] = False  # an account that outlives another is the older one
    created_at = np.where(is_new, first_deal_at - 3600, long_ago)
    return np.where(merged_into >= 0, accounts["doubled_at"], created_at)


def account_owners(company: Company, created_at: Ints) -> Timeline:
    """The rep of the patch from when he is there; somebody who stays before and after, and now and then for good."""
    rng, people, clock = company.stream("account owners"), company.people, company.clock
    rows = np.arange(len(created_at))
    patch = rows % people.count
    hired_at, left_at = (people.reps[name].to_numpy()[patch] for name in ("hired_at", "left_at"))
    moved_at = clock.moment(rng, clock.first_day + (clock.last_day - clock.first_day) * rng.random(len(rows)))
    is_moved = chance(rng, company.parameters.account_owner_change_share, len(rows)) & (moved_at > created_at)
    is_moved &= (moved_at > hired_at) & (moved_at < left_at)
    before, heir, taker = (people.taking_over(rng, at) for at in (created_at, left_at, moved_at))
    is_late, is_left, leaves = hired_at > created_at, left_at <= created_at, (created_at < left_at) & (left_at < NEVER)
    at_first = np.where(is_left, heir, np.where(is_late, before, patch))
    frame = pd.concat(
        [
            pd.DataFrame({"key": rows, "at": created_at, "value": at_first}),
            pd.DataFrame({"key": rows, "at": hired_at, "value": patch})[is_late],
            pd.DataFrame({"key": rows, "at": moved_at, "value": taker})[is_moved],
            pd.DataFrame({"key": rows, "at": left_at, "value": heir})[leaves & ~is_moved],
        ]
    ).sort_values(["key", "at"], kind="stable")
    return Timeline(*(frame[name].to_numpy() for name in ("key", "at", "value")))
