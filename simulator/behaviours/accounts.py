"""Customers that are in the CRM twice, and branches that only share a name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator import names
from simulator.behaviours.cast import NO_TRAIT, cast
from simulator.company import Company

BY_NAME_ALONE = 19  # of twenty accounts, the one that accounting knows by its name only: that must be unique


def rename(company: Company) -> Company:
    """H22: the company with some accounts entered a second time under a slightly different spelling, and some that are
    the branches of another one in other towns. `again` is the account meant (-1 none), `site` the town (-1 none)."""
    accounts, reps = company.customers.accounts.assign(trait=NO_TRAIT, again=-1, site=-1), company.people.count
    row = np.arange(len(accounts))
    is_plain = ((accounts["parent"] < 0) & (accounts["merged_into"] < 0)).to_numpy() & (row % 20 != BY_NAME_ALONE)
    is_plain &= ~np.isin(row, accounts["merged_into"])
    # The account before in the same rep's patch is the one that is entered again; every other one can be.
    elder = np.maximum(row - reps, 0)
    roles = cast(company, accounts, "duplicate account", is_plain & is_plain[elder] & (row // reps % 2 == 1))
    for column in ("name", "country", "currency", "tax"):
        accounts.loc[roles.both, column] = accounts[column].to_numpy()[elder[roles.both]]
    accounts.loc[roles.planted, "again"] = elder[roles.planted]
    accounts.loc[roles.look_alike, "parent"] = elder[roles.look_alike]
    accounts.loc[roles.look_alike, "site"] = roles.rng.integers(0, len(names.SITES), len(roles.look_alike))
    return replace(company, customers=replace(company.customers, accounts=accounts))
