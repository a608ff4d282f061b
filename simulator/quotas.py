"""Quotas: monthly for some reps and quarterly for others, a few of them revised after they were first set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY, month_index, month_start
from simulator.company import Company
from simulator.draws import Floats, chance, spread
from simulator.people import HONEST

LEAST_MONTHLY = 100_000.0  # cents
REVISED_PERIODS_SHARE = 0.3  # of the periods of a rep whose quotas are revised


def simulate(company: Company, revenue: Floats) -> pd.DataFrame:
    """One row per rep, period and version; amounts are cents of `currency`.

    `revenue` is what each rep has had invoiced, in cents of the reporting currency: honest reps together reach
    `quota_attainment` of their quotas. Quotas reach to the end of the year of the last day.
    """
    rng, people, clock = company.common_stream("quotas"), company.people, company.clock
    first, last = month_index(np.array([clock.first_day, clock.last_day]))
    length = np.where(chance(rng, company.parameters.monthly_quota_share, people.count), 1, 3)
    rep, number = spread(-(-(last // 12 * 12 + 12 - first) // length))
    start_month = first + number * length[rep]
    start, end = month_start(start_month), month_start(start_month + length[rep]) - 1
    currency = people.reps["currency"].to_numpy()[rep]
    monthly = _monthly(rng, company, revenue)[rep] * (1 + 0.04 * ((start_month - first) // 12))
    amount = monthly * length[rep] / company.rates.lookup(start, currency)
    quotas = pd.DataFrame(
        {
            "rep": rep,
            "start": start,
            "end": end,
            "amount": np.maximum(np.rint(amount / 50_000), 1).astype(np.int64) * 50_000,
            "currency": currency,
            "valid_from": month_start(start_month // 12 * 12) - 20,
        }
    )
    hired_day, left_day = (clock.day(people.reps[name].to_numpy())[rep] for name in ("hired_at", "left_at"))
    quotas = quotas[(start < left_day) & (end > hired_day)]
    both = pd.concat([quotas, _revised(rng, company, quotas)])
    return both.sort_values(["rep", "start", "valid_from"], kind="stable", ignore_index=True)


def _monthly(rng: np.random.Generator, company: Company, revenue: Floats) -> Floats:
    """Cents a month by the size of the patch, so that honest reps together reach the wanted attainment."""
    clock, reps, honest = company.clock, company.people.reps, company.people.reps_with(HONEST)
    patch = reps["patch"].to_numpy()
    months = np.clip((clock.cutoff - reps["hired_at"].to_numpy()) / DAY, 90, clock.last_day - clock.first_day) / 30.4
    norm = revenue[honest].sum() / (months * patch)[honest].sum() / company.parameters.quota_attainment
    return np.maximum(norm, LEAST_MONTHLY) * patch * (0.9 + 0.2 * rng.random(len(patch)))


def _revised(rng: np.random.Generator, company: Company, quotas: pd.DataFrame) -> pd.DataFrame:
    """New versions of some quotas, set a few days into their period."""
    of_rep = chance(rng, company.parameters.revised_quota_share, company.people.count)
    chosen = of_rep[quotas["rep"].to_numpy()] & chance(rng, REVISED_PERIODS_SHARE, len(quotas))
    revised = quotas[chosen & (quotas["start"] + 5 <= company.clock.last_day)]
    factor = np.where(chance(rng, 0.7, len(revised)), 0.85, 1.1)
    amount = np.rint(revised["amount"] * factor / 10_000).astype(np.int64) * 10_000
    return revised.assign(valid_from=revised["start"] + 5, amount=amount)
