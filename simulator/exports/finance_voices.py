"""Finance's sheets of answers: surveys, content views, and forecasts that reps submit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator import names
from simulator.clock import DAY, month_index, month_start
from simulator.draws import chance, choose, spread
from simulator.exports.files import Columns, instant, iso_date, money, only, pick, same
from simulator.exports.labels import CompanyLabels, Labels
from simulator.kinds import INVOICE
from simulator.seen import Seen
from simulator.world import Whole

ANSWER_SHARE = 0.35
CSAT, NPS = (0.03, 0.07, 0.15, 0.4, 0.35), (0.01, 0.01, 0.02, 0.02, 0.04, 0.08, 0.08, 0.16, 0.22, 0.2, 0.16)
VIEWS_PER_DEAL = 1.5
ACTIONS = ("view", "click", "form_fill", "download")
CATEGORIES, CATEGORY_FACTORS = ("commit", "best_case", "pipeline"), np.array([1.0, 1.4, 2.5])
LEAST_FORECAST = 1_000_000  # cents: nobody promises nothing


def survey(world: Seen, labels: Labels) -> Columns:
    """Some customers answer after an invoice, with a mark of 1 to 5 or 0 to 10."""
    rng, company, invoices = world.company.stream("surveys"), world.company, world.life.ledger.invoices
    day, kind, account = (invoices[name].to_numpy() for name in ("day", "kind", "account"))
    at = company.clock.moment(rng, day + rng.integers(5, 40, len(day)))
    answers = chance(rng, ANSWER_SHARE, len(day)) & (kind == INVOICE) & (account >= 0) & (at <= company.clock.cutoff)
    rows = np.flatnonzero(answers)
    is_nps = chance(rng, 0.5, len(rows))
    contact = company.customers.first_contact(account[rows])
    columns = {
        "response_id": labels.numbered("R-", rows, 7),
        "responded_at": instant(at[rows]),
        "kind": pick(("csat", "nps"), is_nps.astype(np.int64)),
        "score": pa.array(np.where(is_nps, choose(rng, NPS, len(rows)), choose(rng, CSAT, len(rows)) + 1)),
        "scale_max": pa.array(np.where(is_nps, 10, 5)),
        "account_id": pick(labels.accounts, account[rows]),
        "contact_email": pick(labels.contact_emails, contact),
        "survey_id": pick(("after-delivery", "relationship"), is_nps.astype(np.int64)),
    }
    return only(at[rows] <= company.clock.seen_until, columns)


def content_view(world: Seen, labels: Labels) -> Columns:
    """What the contacts of a deal looked at in its first weeks."""
    rng, clock, deals = world.company.stream("content"), world.company.clock, world.life.sales.opportunities
    deal, _ = spread(rng.poisson(VIEWS_PER_DEAL, len(deals)))
    at = clock.moment(rng, deals["created_at"].to_numpy()[deal] / DAY + 45 * rng.random(len(deal)))
    order = np.argsort(at, kind="stable")
    order = order[at[order] <= clock.cutoff]
    contact = world.company.customers.first_contact(deals["account"].to_numpy()[deal[order]])
    columns = {
        "viewed_at": instant(at[order]),
        "content_id": pick(names.CONTENT, rng.integers(0, len(names.CONTENT), len(order))),
        "contact_email": pick(labels.contact_emails, contact),
        "page": pick(("/", "/pricing", "/cases"), rng.integers(0, 3, len(order))),
        "seconds": pa.array(rng.integers(3, 600, len(order))),
        "action": pick(ACTIONS, choose(rng, (0.7, 0.15, 0.05, 0.1), len(order))),
    }
    return only(at[order] <= clock.seen_until, columns)


def forecast_submission(whole: Whole, labels: CompanyLabels) -> Columns:
    """At the start of each month every rep says what the quarter will bring, each in his own way."""
    rng, company, people = whole.company.common_stream("submissions"), whole.company, whole.company.people
    first, last = month_index(np.array([company.clock.first_day, company.clock.last_day]))
    months = np.arange(first, last + 1)
    month, rep = np.repeat(months, people.count), np.tile(np.arange(people.count), len(months))
    at = company.clock.moment(rng, month_start(month))
    hired_at, left_at = (people.reps[name].to_numpy()[rep] for name in ("hired_at", "left_at"))
    is_here = (hired_at < at) & (left_at > at) & (at <= company.clock.cutoff)
    month, rep, at = month[is_here], rep[is_here], at[is_here]
    bias = np.exp(rng.normal(0.15, 0.35, people.count))[rep] * np.exp(rng.normal(0, 0.2, len(rep)))
    base = np.maximum(whole.totals.won[month // 3 - first // 3, rep], LEAST_FORECAST) * bias
    row, category = spread(np.full(len(rep), len(CATEGORIES)))
    start = month[row] // 3 * 3
    columns = {
        "submitted_at": instant(at[row]),
        "rep_email": pick(labels.user_emails, rep[row]),
        "period_start": iso_date(month_start(start)),
        "period_end": iso_date(month_start(start + 3) - 1),
        "category": pick(CATEGORIES, category),
        "amount": money(np.rint(base[row] * CATEGORY_FACTORS[category] / 10_000).astype(np.int64) * 10_000),
        "currency": same(company.parameters.reporting_currency, len(row)),
    }
    return only(at[row] <= company.clock.seen_until, columns)
