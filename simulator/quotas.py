"""Quotas: monthly for some reps and quarterly for others, a few of them revised after they were first set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.clock import DAY, Clock, month_index, month_start
from simulator.currencies import Rates
from simulator.draws import Floats, chance, spread, stream
from simulator.files import Columns, iso_date, money, pick, same
from simulator.parameters import Parameters
from simulator.people import HONEST, People


def simulate(
    parameters: Parameters, clock: Clock, people: People, rates: Rates, revenue: Floats
) -> pd.DataFrame:
    """One row per rep, period and version: start, end, cents in `currency`, valid_from; `is_last` marks the version in force.

    `revenue` is what each rep has had invoiced in the window, in cents of the reporting currency; quotas are set so that
    honest reps reach `quota_attainment` of theirs on average. They reach to the end of the year of the last day.
    """
    rng = stream(parameters.seed, "quotas")
    first, last = month_index(np.array([clock.first_day, clock.last_day]))
    months = last // 12 * 12 + 12 - first
    tenure = np.clip((clock.cutoff - people.reps["hired_at"].to_numpy()) / DAY / 30.4, 3, last - first + 1)
    honest = people.reps_with(HONEST)
    patch = people.reps["patch"].to_numpy()
    norm = revenue[honest].sum() / (tenure * patch)[honest].sum() / parameters.quota_attainment
    monthly = np.maximum(norm, 100_000) * patch * (0.9 + 0.2 * rng.random(people.count))
    length = np.where(chance(rng, parameters.monthly_quota_share, people.count), 1, 3)
    rep, number = spread(-(-months // length))
    start_month = first + number * length[rep]
    start, end = month_start(start_month), month_start(start_month + length[rep]) - 1
    growth = 1 + 0.04 * ((start_month - first) // 12)
    currency = people.reps["currency"].to_numpy()[rep]
    rate = rates.lookup(start, currency)
    cents = np.rint(monthly[rep] * length[rep] * growth / rate / 50_000).astype(np.int64) * 50_000
    set_on = month_start(start_month // 12 * 12) - 20
    quotas = pd.DataFrame(
        {"rep": rep, "start": start, "end": end, "amount": np.maximum(cents, 50_000), "currency": currency, "valid_from": set_on}
    )
    left_day = clock.day(people.reps["left_at"].to_numpy())
    hired_day = clock.day(people.reps["hired_at"].to_numpy())
    quotas = quotas[(quotas["start"] < left_day[rep]) & (quotas["end"] > hired_day[rep])]
    revised = quotas[chance(rng, parameters.revised_quota_share, people.count)[quotas["rep"]]]
    revised = revised[chance(rng, 0.3, len(revised)) & (revised["start"] + 5 <= clock.last_day)]
    factor = np.where(chance(rng, 0.7, len(revised)), 0.85, 1.1)
    again = revised.assign(
        valid_from=revised["start"] + 5, amount=np.rint(revised["amount"] * factor / 10_000).astype(np.int64) * 10_000
    )
    both = pd.concat([quotas, again]).sort_values(["rep", "start", "valid_from"], kind="stable", ignore_index=True)
    return both.assign(is_last=~both.duplicated(["rep", "start"], keep="last"))


def export(parameters: Parameters, people: People, quotas: pd.DataFrame) -> Columns:
    """`quotas`."""
    return {
        "rep_email": pick(people.emails, quotas["rep"].to_numpy()),
        "period_start": iso_date(quotas["start"].to_numpy()),
        "period_end": iso_date(quotas["end"].to_numpy()),
        "measure": same("revenue", len(quotas)),
        "amount": money(quotas["amount"].to_numpy()),
        "currency": pick([one.code for one in parameters.currencies], quotas["currency"].to_numpy()),
        "valid_from": iso_date(quotas["valid_from"].to_numpy()),
    }
