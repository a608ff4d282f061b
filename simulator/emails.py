"""Events of the messages of reps and campaigns: delivered, opened by people or machines, clicked, bounced."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.behaviours import mailing
from simulator.company import Company
from simulator.draws import Bools, Floats, chance, lognormal
from simulator.kinds import EMAIL

PROCESSED, DELIVERED, MACHINE_OPEN, OPEN, CLICK, BOUNCE, UNSUBSCRIBE = range(7)


def simulate(company: Company, leads: pd.DataFrame, activities: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """One row per event in order of time: message, event, at, and rep, opportunity, lead and campaign (-1 without)."""
    rng, parameters = company.stream("emails"), company.parameters
    sent = activities.loc[activities["kind"] == EMAIL, ["at", "opportunity", "lead", "rep"]].assign(campaign=-1)
    mailed = members[["at", "lead", "campaign"]].assign(opportunity=-1, rep=-1)
    messages = pd.concat([sent, mailed], ignore_index=True).sort_values("at", kind="stable", ignore_index=True)
    messages["message"] = np.arange(len(messages))
    count = len(messages)
    bounces = chance(rng, parameters.bounce_rate, count)
    machine = ~bounces & chance(rng, parameters.machine_open_rate, count)
    opened = ~bounces & chance(rng, parameters.open_rate, count)
    again = opened & chance(rng, 0.2, count)
    clicked = opened & chance(rng, parameters.click_rate / parameters.open_rate, count)
    leaves = clicked & chance(rng, parameters.unsubscribe_rate / parameters.click_rate, count)
    leaves, is_certain = mailing.unsubscribing(company, leads, messages, leaves)
    bounces, opened, clicked = bounces & ~is_certain, opened | is_certain, clicked | is_certain
    opened_after = np.where(is_certain, 3600, 60 + lognormal(rng, 4.0, 1.2, count) * 3600)
    pieces = [
        _events(messages, np.ones(count, bool), PROCESSED, rng.random(count) * 2),
        _events(messages, ~bounces, DELIVERED, 2 + rng.random(count) * 20),
        _events(messages, bounces, BOUNCE, 2 + rng.random(count) * 300),
        _events(messages, machine, MACHINE_OPEN, 25 + rng.random(count) * 60),
        _events(messages, opened, OPEN, opened_after),
        _events(messages, again, OPEN, opened_after + 3600 + rng.random(count) * 90_000),
        _events(messages, clicked, CLICK, opened_after + 5 + rng.random(count) * 120),
        _events(messages, leaves, UNSUBSCRIBE, opened_after + 200 + rng.random(count) * 120),
    ]
    frame = pd.concat(pieces, ignore_index=True)
    frame = frame[frame["at"] <= company.clock.cutoff]
    return frame.sort_values(["at", "message"], kind="stable", ignore_index=True)


def _events(messages: pd.DataFrame, happens: Bools, event: int, after: Floats) -> pd.DataFrame:
    return messages.assign(event=event, at=messages["at"] + np.rint(after).astype(np.int64))[happens]
