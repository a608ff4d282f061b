"""Behaviours at entry: deals entered in bulk at quarter end, backdated, in round numbers, or twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import names
from simulator.behaviours.calendar import quarter_end, workday_before
from simulator.behaviours.cast import Roles, cast, habitual
from simulator.clock import DAY, month_index, month_start
from simulator.company import Company
from simulator.draws import Bools, Ints

BULK_DAYS = 75  # so long before the quarter's end a deal waits to be entered
BULK_LEAST = 5  # deals that make a batch
BATCH_SECONDS = 540
SHOW_DAYS = 15  # on either side of a show, whose visitors are entered the day after
ENTERED_BY = 7200  # seconds before the last day is over
STAND = 0  # the rep who enters what a trade show brought
OF_NEARLY_ALL = ("default close date", "no reason of loss")  # habits that are a share of a rep's deals
MIGRATION = 0.3  # of the window has passed when another system's deals are imported


def _cast(company: Company, deals: pd.DataFrame, name: str, may: Bools, may_seem: Bools | None = None) -> Roles:
    """Chooses among ordinary deals, and leaves those alone whose owner does something to nearly all of his."""
    is_free = ~(deals["is_fake"] | deals["is_parked"]).to_numpy()
    for behaviour in company.parameters.behaviours:
        if behaviour.name in OF_NEARLY_ALL:
            is_free &= ~habitual(company.parameters, company.people.reps, behaviour)[deals["owner"].to_numpy()]
    return cast(company, deals, name, may & is_free, None if may_seem is None else may_seem & is_free)


def in_bulk(company: Company, deals: pd.DataFrame) -> None:
    """H12: a quarter's deals are entered within minutes on its last working day; or those of a show the day after."""
    clock, cutoff = company.clock, company.clock.cutoff - ENTERED_BY
    day, source = clock.day(deals["created_at"].to_numpy()), deals["source"].to_numpy()
    closing = workday_before(quarter_end(day))
    closes_at = clock.utc(closing * DAY + 17 * 3600)
    waits = (closing - day <= BULK_DAYS) & (closing >= day) & (closes_at + BATCH_SECONDS < cutoff)
    batch = pd.Series(waits).groupby([deals["owner"], closing]).transform("sum").to_numpy()
    show = month_start(month_index(day) // 3 * 3 + 1) + 14
    entered_at = clock.utc(workday_before(show + 3) * DAY + 10 * 3600)
    shows = [place for place, one in enumerate(company.parameters.sources) if one.name == "Trade Show"]
    is_visitor = np.isin(source, shows) & (np.abs(day - show) <= SHOW_DAYS) & (entered_at + BATCH_SECONDS < cutoff)
    roles = _cast(company, deals, "bulk entry", waits & (batch >= BULK_LEAST), is_visitor)
    seconds = roles.rng.integers(0, BATCH_SECONDS, len(roles.both))
    deals.loc[roles.both, "created_at"] = np.r_[closes_at[roles.planted], entered_at[roles.look_alike]] + seconds
    deals.loc[roles.look_alike, "owner"] = STAND
    deals.loc[roles.both, "has_lead"] = False


def dated_back(company: Company, deals: pd.DataFrame) -> None:
    """H10: the creation date lies weeks before the entry; so does that of deals imported from another system."""
    clock, created_at = company.clock, deals["created_at"].to_numpy()
    span = clock.last_day - clock.first_day
    imported_at = clock.utc(np.array([clock.first_day + int(MIGRATION * span)]) * DAY + 3 * 3600)[0]
    age = imported_at - created_at
    roles = _cast(
        company,
        deals,
        "back-dated creation",
        created_at > (clock.first_day + 60) * DAY,
        (age > 9 * DAY) & (age < 90 * DAY),
    )
    deals.loc[roles.planted, "dated_back"] = roles.rng.integers(12, 50, len(roles.planted)) * DAY
    deals.loc[roles.look_alike, "dated_back"] = age[roles.look_alike]
    deals.loc[roles.look_alike, "created_at"] = imported_at
    deals.loc[roles.both, "has_lead"] = False


def in_round_numbers(company: Company, deals: pd.DataFrame) -> None:
    """H13: every amount is one digit and zeros, and stays it; list prices are only the same again and again."""
    roles = _cast(company, deals, "round amounts", np.ones(len(deals), bool))
    amount = deals["amount"].to_numpy()
    zeros = 10 ** np.floor(np.log10(amount[roles.planted])).astype(np.int64)
    product = deals["product"].to_numpy()[roles.look_alike]
    listed = np.array(names.LIST_PRICES)[product] * 100 * roles.rng.integers(1, 4, len(product))
    value = np.r_[np.rint(amount[roles.planted] / zeros).astype(np.int64) * zeros, listed]
    for column in ("amount", "offer", "final"):
        deals.loc[roles.both, column] = value
    deals.loc[roles.both, "is_revised"] = False
    deals.loc[roles.both, "has_amount"] = True


def twice(company: Company, deals: pd.DataFrame) -> None:
    """H22: the deal entered just before is entered again; or the same customer buys something else beside it."""
    row = np.arange(len(deals))
    is_free = (~(deals["is_fake"] | deals["is_parked"]) & (deals["trait"] < 0)).to_numpy()
    roles = _cast(company, deals, "duplicate deal", (row % 2 == 1) & np.r_[False, is_free[:-1]])
    again, first = roles.both, roles.both - 1
    deals.loc[first, "trait"] = deals.loc[again, "trait"].to_numpy()
    for column in ("owner", "account", "currency", "source", "product"):
        deals.loc[again, column] = deals.loc[first, column].to_numpy()
    deals.loc[roles.look_alike, "product"] = (deals.loc[roles.look_alike, "product"] + 3) % len(names.PRODUCTS)
    for column in ("amount", "offer", "final"):
        deals.loc[again, column] = _nearly(roles.rng, deals.loc[first, column].to_numpy())
    deals.loc[again, "has_lead"] = False
    deals.loc[np.r_[again, first], "has_amount"] = True


def _nearly(rng: np.random.Generator, cents: Ints) -> Ints:
    """Amounts within three percent."""
    return np.rint(cents * (1 + rng.uniform(-0.03, 0.03, len(cents))) / 100).astype(np.int64) * 100
