"""The finance sheets that come from no other system: plan, targets, costs, time, absences, holidays."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.clock import Clock, day_number, month_index, month_start
from simulator.details import working_days
from simulator.draws import Floats, chance, stream
from simulator.files import Columns, iso_date, money, pick, same
from simulator.parameters import Parameters
from simulator.people import People

HOLIDAYS = (
    ((1, 1), "New Year"),
    ((1, 6), "Epiphany"),
    ((5, 1), "Labour Day"),
    ((8, 15), "Assumption"),
    ((10, 12), "National Day"),
    ((11, 1), "All Saints"),
    ((12, 6), "Constitution Day"),
    ((12, 8), "Immaculate Conception"),
    ((12, 25), "Christmas"),
)
COSTS = (("sales", "", 3_800_000), ("marketing", "Web", 600_000), ("marketing", "Trade Show", 450_000), ("office", "", 900_000))
TIME = (("selling", 840), ("admin", 700), ("travel", 360), ("internal meetings", 300))
ABSENCES = ("holiday", "holiday", "holiday", "sickness", "training")
TARGETS = (
    # metric, unit, baseline, management's value, the rep's, agreed
    ("win_rate", "percent", 24.0, 32.0, 27.0, 29.0),
    ("average_deal_value", "EUR", 17_000.0, 21_000.0, 18_000.0, 19_500.0),
    ("crm_logins", "days per month", 14.0, 20.0, 18.0, 19.0),
)


def _months(clock: Clock) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of each month from the first to the end of the last one's year."""
    first, last = month_index(np.array([clock.first_day, clock.last_day]))
    months = np.arange(first, last // 12 * 12 + 12)
    return month_start(months), month_start(months + 1) - 1


def plan_columns(parameters: Parameters, clock: Clock, yearly: float) -> Columns:
    """`plan`: revenue per month and product, `yearly` cents of the reporting currency in all."""
    rng = stream(parameters.seed, "plan")
    start, end = _months(clock)
    count = len(names.PRODUCTS)
    month, product = np.repeat(np.arange(len(start)), count), np.tile(np.arange(count), len(start))
    amount = yearly / 12 * np.array(names.PRODUCT_SHARES)[product] * (0.9 + 0.2 * rng.random(len(month)))
    return {
        "period_start": iso_date(start[month]),
        "period_end": iso_date(end[month]),
        "product_code": pick([code for code, _, _ in names.PRODUCTS], product),
        "account_id": pa.nulls(len(month), pa.string()),
        "rep_email": pa.nulls(len(month), pa.string()),
        "amount": money(np.rint(amount / 1000).astype(np.int64) * 1000),
        "currency": same(parameters.reporting_currency, len(month)),
    }


def target_columns(clock: Clock, people: People) -> Columns:
    """`targets`: what was agreed with each rep for the last year."""
    count = people.count * len(TARGETS)
    rep, kind = np.repeat(np.arange(people.count), len(TARGETS)), np.tile(np.arange(len(TARGETS)), people.count)
    metric, unit, baseline, management, own, agreed = (pa.array(column) for column in zip(*TARGETS, strict=True))
    place = pa.array(kind)
    start = month_start(month_index(np.array([clock.last_day])) // 12 * 12)[0]
    days = {"met_on": start - 20, "agreed_on": start - 6, "period_start": start, "period_end": start + 364}
    dates = {name: iso_date(np.full(count, day)) for name, day in days.items()}
    return {
        "target_id": pa.array([f"T-{number:05d}" for number in range(1, count + 1)]),
        "metric": metric.take(place),
        "owner_email": pick(people.emails, rep),
        "unit": unit.take(place),
        "baseline": baseline.take(place),
        "management_value": management.take(place),
        "rep_value": own.take(place),
        "rep_argument": same("longer cycles this year", count),
        "met_on": dates["met_on"],
        "agreed_points": same("monthly review", count),
        "differences": same("pace of the first quarter", count),
        "agreed_value": agreed.take(place),
        "agreed_on": dates["agreed_on"],
        "period_start": dates["period_start"],
        "period_end": dates["period_end"],
        "goal": same("Grow with fewer, better deals", count),
    }


def cost_columns(parameters: Parameters, clock: Clock, campaign_ids: pa.Array, campaign_start: np.ndarray) -> Columns:
    """`costs`: monthly per category, and one row per campaign."""
    rng = stream(parameters.seed, "costs")
    start, end = _months(clock)
    month, kind = np.repeat(np.arange(len(start)), len(COSTS)), np.tile(np.arange(len(COSTS)), len(start))
    past = end[month] <= clock.last_day
    month, kind = month[past], kind[past]
    mailed = len(campaign_start)
    amount = np.array([cents for _, _, cents in COSTS])[kind] * (0.9 + 0.2 * rng.random(len(kind)))
    kind = np.r_[kind, np.full(mailed, 1)]
    return {
        "date": iso_date(np.r_[end[month], campaign_start]),
        "category": pick([category for category, _, _ in COSTS], kind),
        "channel": pick([channel for _, channel, _ in COSTS], kind),
        "campaign_id": pick(campaign_ids, np.r_[np.full(len(month), -1), np.arange(mailed)]),
        "amount": money(np.r_[np.rint(amount).astype(np.int64), np.full(mailed, 420_000)]),
        "currency": same(parameters.reporting_currency, len(kind)),
    }


def product_cost_columns(parameters: Parameters, clock: Clock) -> Columns:
    """`product_costs`: unit costs per product, new ones each January."""
    first, last = month_index(np.array([clock.first_day, clock.last_day])) // 12
    years = np.arange(first, last + 1)
    count = len(names.PRODUCTS)
    year, product = np.repeat(years, count), np.tile(np.arange(count), len(years))
    cents = (120_000 + 35_000 * product) * (100 + 3 * (year - first)) // 100
    return {
        "product_code": pick([code for code, _, _ in names.PRODUCTS], product),
        "valid_from": iso_date(month_start(year * 12)),
        "unit_cost": money(cents),
        "currency": same(parameters.reporting_currency, len(year)),
    }


def time_columns(parameters: Parameters, clock: Clock, people: People) -> Columns:
    """`time_entries`: minutes per week and category, entered on Fridays."""
    rng = stream(parameters.seed, "time entries")
    rep, day = working_days(clock, people)
    friday = (day + 3) % 7 == 4
    rep, day = np.repeat(rep[friday], len(TIME)), np.repeat(day[friday], len(TIME))
    kind = np.tile(np.arange(len(TIME)), int(friday.sum()))
    minutes = np.array([minutes for _, minutes in TIME])[kind] * (0.7 + 0.6 * rng.random(len(kind)))
    return {
        "rep_email": pick(people.emails, rep),
        "date": iso_date(day),
        "category": pick([category for category, _ in TIME], kind),
        "minutes": pa.array((np.rint(minutes / 15) * 15).astype(np.int64)),
    }


def absence_columns(parameters: Parameters, clock: Clock, people: People) -> Columns:
    """`absences`."""
    rng = stream(parameters.seed, "absences")
    rep, day = working_days(clock, people)
    away = chance(rng, _away_share(day), len(day))
    reason = rng.integers(0, len(ABSENCES), int(away.sum()))
    return {
        "rep_email": pick(people.emails, rep[away]),
        "date": iso_date(day[away]),
        "reason": pick(ABSENCES, reason),
    }


def _away_share(day: np.ndarray) -> Floats:
    return np.where(month_index(day) % 12 == 7, 0.4, 0.05)


def holiday_columns(parameters: Parameters) -> Columns:
    """`holidays` of the company's country, to the end of the year after the last day."""
    years = range(parameters.first_day.year, parameters.last_day.year + 2)
    days = [(day_number(date(year, *day)), name) for year in years for day, name in HOLIDAYS]
    return {
        "country": same("ES", len(days)),
        "date": iso_date(np.array([day for day, _ in days])),
        "name": pa.array([name for _, name in days]),
    }
