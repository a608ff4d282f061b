"""Opportunities as they begin: when, whose, for whom, how much, and what is the matter with them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names, season
from simulator.behaviours.cast import NO_TRAIT
from simulator.company import Company
from simulator.draws import Bools, Ints, chance, choose, lognormal
from simulator.people import INFLATOR, PARKER


def simulate(company: Company) -> pd.DataFrame:
    """One row per opportunity in order of creation; amounts are cents in its currency (a position in `currencies`).

    `has_amount` says that the amount was typed at creation; `offer` is the amount of the first proposal, `final` of the
    last; `is_losing` says that it will not be won at first, of those `is_parked` will never be closed. `trait` is the
    behaviour that the deal shows, `deal_type` what makes it special (-1 nothing), `dated_back` the seconds by which its
    creation date lies before its entry.
    """
    rng, parameters, count = company.stream("opportunities"), company.parameters, company.opportunities
    clock = company.clock
    created_at = np.sort(np.minimum(clock.moment(rng, season.arrivals(rng, company, count)), clock.cutoff - 7200))
    owner = company.people.starting(rng, created_at)
    behaviour, skill = (company.people.reps[name].to_numpy()[owner] for name in ("behaviour", "skill"))
    is_fake = (behaviour == INFLATOR) & chance(rng, parameters.fake_share, count)
    source = choose(rng, [one.share for one in parameters.sources], count)
    account = _accounts(rng, company, owner, created_at)
    currency = company.customers.accounts["currency"].to_numpy()[account]
    win_rate = parameters.win_rate * skill * np.array([one.win_factor for one in parameters.sources])[source]
    is_losing = ~chance(rng, np.where(is_fake, parameters.fake_win_rate, win_rate), count)
    open_share = np.where(behaviour == PARKER, parameters.parked_share, parameters.forgotten_share)
    open_share = np.where(is_fake, parameters.fake_open_share, open_share)
    amount = _amounts(rng, company, currency, is_fake)
    offer = np.rint(amount * np.exp(rng.normal(-0.05, 0.15, count))).astype(np.int64)
    is_revised = chance(rng, parameters.revised_share, count)
    revised = np.rint(offer * np.exp(rng.normal(-0.06, 0.06, count))).astype(np.int64)
    return pd.DataFrame(
        {
            "created_at": created_at,
            "owner": owner,
            "account": account,
            "currency": currency,
            "source": source,
            "is_fake": is_fake,
            "is_losing": is_losing,
            "is_parked": is_losing & chance(rng, open_share, count),
            "amount": amount,
            "has_amount": is_fake | ~chance(rng, parameters.missing_amount_share, count),
            "offer": offer,
            "final": np.where(is_revised, revised, offer),
            "is_revised": is_revised,
            "product": choose(rng, names.PRODUCT_SHARES, count),
            "has_lead": chance(rng, parameters.lead_share, count),
            "trait": NO_TRAIT,
            "deal_type": -1,
            "dated_back": 0,
        }
    )


def _accounts(rng: np.random.Generator, company: Company, owner: Ints, at: Ints) -> Ints:
    """An account in the owner's patch, some far busier than others; one that is there then if it is merged away."""
    reps, accounts = company.people.count, company.customers.accounts
    account = owner + reps * np.floor(len(accounts) // reps * rng.random(len(owner)) ** 1.6).astype(np.int64)
    is_there = (accounts["doubled_at"].to_numpy()[account] < at) & (at < accounts["merged_at"].to_numpy()[account])
    return np.where(is_there, account, company.customers.surviving(account))


def _amounts(rng: np.random.Generator, company: Company, currency: Ints, is_fake: Bools) -> Ints:
    """Amounts as first typed: round hundreds, rounder where nobody has calculated anything."""
    parameters = company.parameters
    median = parameters.amount_median * np.where(is_fake, parameters.fake_amount_factor, 1.0)
    rates = np.array([one.rate for one in parameters.currencies])[currency]
    amount = lognormal(rng, median / rates, parameters.amount_spread, len(currency))
    step = np.where(is_fake, 5000, np.where(chance(rng, 0.4, len(currency)), 500, 100))
    return (np.maximum(np.rint(amount / step), 1) * step * 100).astype(np.int64)
