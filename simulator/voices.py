"""What customers and reps say themselves: survey answers, content they looked at, forecasts that reps hand in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, Clock, month_index, month_start
from simulator.currencies import Rates
from simulator.customers import Customers
from simulator.draws import chance, choose, spread, stream
from simulator.files import Columns, instant, iso_date, money, pick, same
from simulator.invoices import INVOICE
from simulator.parameters import Parameters
from simulator.people import People

ANSWER_SHARE = 0.35
CSAT, NPS = (0.03, 0.07, 0.15, 0.4, 0.35), (0.01, 0.01, 0.02, 0.02, 0.04, 0.08, 0.08, 0.16, 0.22, 0.2, 0.16)
VIEWS_PER_DEAL = 1.5
ACTIONS = ("view", "click", "form_fill", "download")
CATEGORIES = ("commit", "best_case", "pipeline")


def survey_columns(parameters: Parameters, clock: Clock, customers: Customers, invoices: pd.DataFrame) -> Columns:
    """`surveys`: some customers answer after an invoice, with a mark of 1 to 5 or 0 to 10."""
    rng = stream(parameters.seed, "surveys")
    answered = chance(rng, ANSWER_SHARE, len(invoices)) & (invoices["kind"] == INVOICE) & (invoices["account"] >= 0)
    at = clock.moment(rng, invoices["day"].to_numpy() + rng.integers(5, 40, len(invoices)))
    rows = np.flatnonzero(answered & (at <= clock.cutoff))
    count = len(rows)
    is_nps = chance(rng, 0.5, count)
    account = invoices["account"].to_numpy()[rows]
    score = np.where(is_nps, choose(rng, NPS, count), choose(rng, CSAT, count) + 1)
    return {
        "response_id": pa.array([f"R-{number:07d}" for number in range(1, count + 1)], pa.string()),
        "responded_at": instant(at[rows]),
        "kind": pick(("csat", "nps"), is_nps.astype(np.int64)),
        "score": pa.array(score),
        "scale_max": pa.array(np.where(is_nps, 10, 5)),
        "account_id": pick(customers.account_ids, account),
        "contact_email": pick(customers.contact_emails, customers.first_contact(account)),
        "survey_id": pick(("after-delivery", "relationship"), is_nps.astype(np.int64)),
    }


def content_columns(
    parameters: Parameters, clock: Clock, customers: Customers, opportunities: pd.DataFrame
) -> Columns:
    """`content_views`: what the contacts of a deal looked at in its first weeks."""
    rng = stream(parameters.seed, "content")
    deal, _ = spread(rng.poisson(VIEWS_PER_DEAL, len(opportunities)))
    at = clock.moment(rng, opportunities["created_at"].to_numpy()[deal] / DAY + 45 * rng.random(len(deal)))
    order = np.argsort(at, kind="stable")
    order = order[at[order] <= clock.cutoff]
    count = len(order)
    contact = customers.first_contact(opportunities["account"].to_numpy()[deal[order]])
    content = rng.integers(0, len(names.CONTENT), count)
    return {
        "viewed_at": instant(at[order]),
        "content_id": pick(names.CONTENT, content),
        "contact_email": pick(customers.contact_emails, contact),
        "page": pick(("/", "/pricing", "/cases"), rng.integers(0, 3, count)),
        "seconds": pa.array(rng.integers(3, 600, count)),
        "action": pick(ACTIONS, choose(rng, (0.7, 0.15, 0.05, 0.1), count)),
    }


def submission_columns(
    parameters: Parameters, clock: Clock, people: People, rates: Rates, opportunities: pd.DataFrame, state: pd.DataFrame
) -> Columns:
    """`forecast_submissions`: at the start of each month every rep says what the quarter will bring, each in his own way."""
    rng = stream(parameters.seed, "submissions")
    first, last = month_index(np.array([clock.first_day, clock.last_day]))
    months = np.arange(first, last + 1)
    quarter = months // 3
    won = _won_by_quarter(clock, people, rates, opportunities, state, int(first // 3), int(last // 3))
    month, rep = np.repeat(np.arange(len(months)), people.count), np.tile(np.arange(people.count), len(months))
    at = clock.moment(rng, month_start(months)[month])
    here = (people.reps["hired_at"].to_numpy()[rep] < at) & (people.reps["left_at"].to_numpy()[rep] > at) & (at <= clock.cutoff)
    month, rep, at = month[here], rep[here], at[here]
    bias = np.exp(rng.normal(0.15, 0.35, people.count))[rep]
    base = np.maximum(won[quarter[month] - first // 3, rep], 1_000_000) * bias * np.exp(rng.normal(0, 0.2, len(rep)))
    row, category = spread(np.full(len(rep), len(CATEGORIES)))
    amount = np.rint(base[row] * np.array([1.0, 1.4, 2.5])[category] / 10_000).astype(np.int64) * 10_000
    return {
        "submitted_at": instant(at[row]),
        "rep_email": pick(people.emails, rep[row]),
        "period_start": iso_date(month_start(quarter[month] * 3)[row]),
        "period_end": iso_date(month_start(quarter[month] * 3 + 3)[row] - 1),
        "category": pick(CATEGORIES, category),
        "amount": money(amount),
        "currency": same(parameters.reporting_currency, len(row)),
    }


def _won_by_quarter(
    clock: Clock, people: People, rates: Rates, opportunities: pd.DataFrame, state: pd.DataFrame, first: int, last: int
) -> np.ndarray:
    """Won amounts per quarter and rep, in cents of the reporting currency."""
    won = np.flatnonzero((state["outcome"].to_numpy() == 1) & (state["amount"].to_numpy() > 0))
    day = clock.day(state["closed_at"].to_numpy()[won])
    amount = state["amount"].to_numpy()[won] * rates.lookup(day, opportunities["currency"].to_numpy()[won])
    place = (month_index(day) // 3 - first) * people.count + state["owner_at_close"].to_numpy()[won]
    return np.bincount(place, amount, (last - first + 1) * people.count).reshape(-1, people.count)
