"""Finance's sheets on money: quotas, exchange rates, plan, costs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.clock import is_weekend, month_start
from simulator.exports.calendar import months
from simulator.exports.files import Columns, iso_date, money, only, pick, rate, same
from simulator.exports.labels import CompanyLabels
from simulator.world import Whole

# Category, channel and cents a month; campaigns come on top of the first of marketing's.
COSTS = (
    ("sales", "", 3_800_000),
    ("marketing", "Web", 600_000),
    ("marketing", "Trade Show", 450_000),
    ("office", "", 900_000),
)
CAMPAIGN_KIND, CAMPAIGN_CENTS = 1, 420_000


def quota(whole: Whole, labels: CompanyLabels) -> Columns:
    """All versions of all quotas."""
    rep, start, end, amount, currency, valid_from = (
        whole.quotas[name].to_numpy() for name in ("rep", "start", "end", "amount", "currency", "valid_from")
    )
    columns = {
        "rep_email": pick(labels.user_emails, rep),
        "period_start": iso_date(start),
        "period_end": iso_date(end),
        "measure": same("revenue", len(rep)),
        "amount": money(amount),
        "currency": pick(labels.currencies, currency),
        "valid_from": iso_date(valid_from),
    }
    return only(valid_from <= whole.company.clock.seen_day, columns)


def fx_rate(whole: Whole, labels: CompanyLabels) -> Columns:
    """A rate per business day and foreign currency."""
    reporting, rates = whole.company.parameters.reporting_currency, whole.company.rates
    foreign = np.array([place for place, code in enumerate(labels.currencies) if code != reporting], np.int64)
    days = np.arange(rates.start, whole.company.clock.seen_day + 1)
    days = days[~is_weekend(days)]
    day, currency = np.repeat(days, len(foreign)), np.tile(foreign, len(days))
    return {
        "date": iso_date(day),
        "from_currency": pick(labels.currencies, currency),
        "to_currency": same(reporting, len(day)),
        "rate": rate(rates.lookup(day, currency)),
    }


def plan(whole: Whole, _: CompanyLabels) -> Columns:
    """Revenue per month and product, near what is really invoiced."""
    company, (start, end) = whole.company, months(whole.company)
    rng, count = company.common_stream("plan"), len(names.PRODUCTS)
    monthly = whole.totals.revenue.sum() / (company.clock.last_day - company.clock.first_day) * 30.4
    month, product = np.repeat(np.arange(len(start)), count), np.tile(np.arange(count), len(start))
    amount = monthly * np.array(names.PRODUCT_SHARES)[product] * (0.9 + 0.2 * rng.random(len(month)))
    return {
        "period_start": iso_date(start[month]),
        "period_end": iso_date(end[month]),
        "product_code": pick([code for code, _, _ in names.PRODUCTS], product),
        "account_id": pa.nulls(len(month), pa.string()),
        "rep_email": pa.nulls(len(month), pa.string()),
        "amount": money(np.rint(amount / 1000).astype(np.int64) * 1000),
        "currency": same(company.parameters.reporting_currency, len(month)),
    }


def cost(whole: Whole, labels: CompanyLabels) -> Columns:
    """Monthly per category, and one row per campaign."""
    rng, (_, end) = whole.company.common_stream("costs"), months(whole.company)
    end = end[end <= whole.company.clock.seen_day]
    day, kind = np.repeat(end, len(COSTS)), np.tile(np.arange(len(COSTS)), len(end))
    cents = np.rint(np.array([cents for _, _, cents in COSTS])[kind] * (0.9 + 0.2 * rng.random(len(kind))))
    campaigns = int((whole.campaigns <= whole.company.clock.seen_day).sum())
    kind = np.r_[kind, np.full(campaigns, CAMPAIGN_KIND)]
    return {
        "date": iso_date(np.r_[day, whole.campaigns[:campaigns]]),
        "category": pick([category for category, _, _ in COSTS], kind),
        "channel": pick([channel for _, channel, _ in COSTS], kind),
        "campaign_id": pick(labels.campaigns, np.r_[np.full(len(day), -1), np.arange(campaigns)]),
        "amount": money(np.r_[cents.astype(np.int64), np.full(campaigns, CAMPAIGN_CENTS)]),
        "currency": same(whole.company.parameters.reporting_currency, len(kind)),
    }


def product_cost(whole: Whole, _: CompanyLabels) -> Columns:
    """Unit costs per product, new ones each January."""
    parameters, count = whole.company.parameters, len(names.PRODUCTS)
    years = np.arange(parameters.first_day.year, (parameters.seen_on or parameters.last_day).year + 1)
    year, product = np.repeat(years, count), np.tile(np.arange(count), len(years))
    return {
        "product_code": pick([code for code, _, _ in names.PRODUCTS], product),
        "valid_from": iso_date(month_start((year - 1970) * 12)),
        "unit_cost": money((120_000 + 35_000 * product) * (100 + 3 * (year - years[0])) // 100),
        "currency": same(parameters.reporting_currency, len(year)),
    }
