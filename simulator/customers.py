"""Customers: accounts of a country and currency each, and the contacts who work there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator import names
from simulator.clock import DAY, NEVER, day_number
from simulator.draws import Ints, chance, choose, lognormal, spread, stream
from simulator.parameters import Parameters

NAME_COUNT = len(names.COMPANY_FIRST) * len(names.COMPANY_SECOND) * len(names.COMPANY_THIRD)


@dataclass(frozen=True)
class Customers:
    """Accounts, n in the patch of rep n % reps, and their contacts: sorted by account, at least one each.

    `parent` and `merged_into` are -1 without one; `name` is a number, shared with what an account merged into. Such
    an account is entered at `doubled_at` as another one that is there already, and merged into that at `merged_at`.
    """

    accounts: pd.DataFrame
    contacts: pd.DataFrame

    def first_contact(self, account: Ints) -> Ints:
        """The row of the first contact of each account."""
        return np.searchsorted(self.contacts["account"].to_numpy(), account)

    def surviving(self, account: Ints, at: int | Ints = NEVER) -> Ints:
        """The account that each was by then: itself or what it was merged into."""
        merged_at, merged_into = (self.accounts[name].to_numpy()[account] for name in ("merged_at", "merged_into"))
        return np.where((merged_into >= 0) & (merged_at <= at), merged_into, account)


def _count(parameters: Parameters, reps: int, opportunities: int) -> int:
    return max(2, math.ceil(parameters.accounts_per_opportunity * opportunities / reps)) * reps


def simulate(parameters: Parameters, reps: int, part: int, opportunities: int) -> Customers:
    """Draws the market of one part: as many accounts for every rep."""
    rng = stream(parameters.seed, "customers", part)
    count = _count(parameters, reps, opportunities)
    drawn = choose(rng, [one.share for one in parameters.countries], count)
    codes = [currency.code for currency in parameters.currencies]
    currency = np.array([codes.index(one.currency) for one in parameters.countries])
    elder, number = rng.integers(0, count, count), np.arange(count)
    is_child = chance(rng, parameters.child_account_share, count) & (elder < number)
    is_merged = chance(rng, parameters.merged_account_share, count) & (elder < number) & ~is_child
    is_plain = ~(is_child | is_merged)
    merged_into = np.where(is_merged & is_plain[elder], elder, -1)
    country = np.where(merged_into >= 0, drawn[merged_into], drawn)
    first, last = day_number(parameters.first_day), day_number(parameters.last_day)
    doubled_at = (first + (last - first) * 0.8 * rng.random(count)).astype(np.int64) * DAY + 36_000
    merged_at = doubled_at + (30 + 330 * rng.random(count)).astype(np.int64) * DAY
    accounts = pd.DataFrame(
        {
            "country": country,
            "currency": currency[country],
            "tax": np.array([one.tax for one in parameters.countries])[country],
            "parent": np.where(is_child & is_plain[elder], elder, -1),
            "merged_into": merged_into,
            "doubled_at": np.where(merged_into >= 0, doubled_at, NEVER),
            "merged_at": np.where(merged_into >= 0, merged_at, NEVER),
            "employees": np.rint(lognormal(rng, 80, 1.2, count)).astype(np.int64) + 1,
            "industry": rng.integers(0, len(names.INDUSTRIES), count),
        }
    )
    named = np.where(merged_into >= 0, merged_into, number)
    # Every name is used once before one is used again.
    rounds = -(-_count(parameters, reps, min(parameters.part_size, parameters.opportunities)) // NAME_COUNT)
    accounts["name"] = rng.permutation(NAME_COUNT)[named % NAME_COUNT]
    accounts["name"] += (named // NAME_COUNT + part * rounds) * NAME_COUNT
    account, place = spread(1 + rng.poisson(parameters.contacts_per_account - 1, count))
    contacts = pd.DataFrame(
        {
            "account": account,
            "place": place,
            "first": rng.integers(0, len(names.FIRST_NAMES), len(account)),
            "last": rng.integers(0, len(names.LAST_NAMES), len(account)),
            "title": rng.integers(0, len(names.TITLES), len(account)),
        }
    )
    return Customers(accounts, contacts)
