"""Accounts that are easily confused: branches of one parent, and companies of one name in two countries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator import names
from simulator.behaviours.cast import NO_TRAIT
from simulator.company import Company
from simulator.draws import chance


def relate(company: Company) -> Company:
    """The company with `domain_of` (the account whose domain it uses), `is_namesake` and `has_tax_number`."""
    row, identity = np.arange(len(company.customers.accounts)), company.parameters.identity
    accounts = company.customers.accounts.assign(domain_of=row, is_namesake=False, has_tax_number=True)
    if identity:
        rng = company.stream("identity of accounts")
        parent, merged_into, country = (accounts[name].to_numpy() for name in ("parent", "merged_into", "country"))
        below = (parent >= 0) & chance(rng, identity.group_share, len(row))
        branch = below & (accounts["site"] < 0).to_numpy()
        place, elder = rng.integers(0, len(names.BRANCHES), len(row)), rng.integers(0, np.maximum(row, 1))
        accounts["has_tax_number"] = chance(rng, identity.tax_in_crm_share, len(row))
        is_plain = ((parent < 0) & (merged_into < 0) & (accounts["trait"] == NO_TRAIT)).to_numpy()
        is_plain = is_plain & ~np.isin(row, np.r_[merged_into, accounts["again"], parent])
        is_namesake = chance(rng, identity.namesake_share, len(row)) & is_plain
        is_namesake &= is_plain[elder] & (country != country[elder]) & ~is_namesake[elder]
        accounts["is_namesake"] = is_namesake
        for rows, like in ((branch, parent), (is_namesake, elder)):
            accounts.loc[rows, "name"] = accounts["name"].to_numpy()[like[rows]]
        accounts.loc[branch, "site"] = place[branch]
        accounts.loc[below, "domain_of"] = parent[below]
    return replace(company, customers=replace(company.customers, accounts=accounts))
