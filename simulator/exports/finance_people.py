"""Finance's sheets on people: targets, time, absences, holidays."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from simulator.clock import day_number, month_index, month_start
from simulator.draws import chance
from simulator.exports.calendar import working_days
from simulator.exports.files import Columns, iso_date, pick, same
from simulator.exports.ids import numbered
from simulator.exports.labels import CompanyLabels
from simulator.world import Whole

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
TIME = (("selling", 840), ("admin", 700), ("travel", 360), ("internal meetings", 300))  # minutes a week
ABSENCES = ("holiday", "holiday", "holiday", "sickness", "training")
# Metric, unit, baseline, management's value, the rep's, the agreed one
TARGETS = (
    ("win_rate", "percent", 24.0, 32.0, 27.0, 29.0),
    ("average_deal_value", "EUR", 17_000.0, 21_000.0, 18_000.0, 19_500.0),
    ("crm_logins", "days per month", 14.0, 20.0, 18.0, 19.0),
)


def target(whole: Whole, labels: CompanyLabels) -> Columns:
    """What was agreed with each rep for the last year."""
    reps = whole.company.people.count
    count = reps * len(TARGETS)
    metric, unit, baseline, management, own, agreed = (pa.array(column) for column in zip(*TARGETS, strict=True))
    place = pa.array(np.tile(np.arange(len(TARGETS)), reps))
    year = month_index(np.array([whole.company.clock.last_day])) // 12 * 12
    start, end = np.repeat(month_start(year), count), np.repeat(month_start(year + 12) - 1, count)
    return {
        "target_id": numbered("T-", count, 5),
        "metric": metric.take(place),
        "owner_email": pick(labels.user_emails, np.repeat(np.arange(reps), len(TARGETS))),
        "unit": unit.take(place),
        "baseline": baseline.take(place),
        "management_value": management.take(place),
        "rep_value": own.take(place),
        "rep_argument": same("longer cycles this year", count),
        "met_on": iso_date(start - 20),
        "agreed_points": same("monthly review", count),
        "differences": same("pace of the first quarter", count),
        "agreed_value": agreed.take(place),
        "agreed_on": iso_date(start - 6),
        "period_start": iso_date(start),
        "period_end": iso_date(end),
        "goal": same("Grow with fewer, better deals", count),
    }


def time_entry(whole: Whole, labels: CompanyLabels) -> Columns:
    """Minutes per week and category, entered on Fridays."""
    rng, (rep, day) = whole.company.common_stream("time entries"), working_days(whole.company)
    is_friday = (day + 3) % 7 == 4
    kind = np.tile(np.arange(len(TIME)), int(is_friday.sum()))
    minutes = np.array([minutes for _, minutes in TIME])[kind] * (0.7 + 0.6 * rng.random(len(kind)))
    return {
        "rep_email": pick(labels.user_emails, np.repeat(rep[is_friday], len(TIME))),
        "date": iso_date(np.repeat(day[is_friday], len(TIME))),
        "category": pick([category for category, _ in TIME], kind),
        "minutes": pa.array((np.rint(minutes / 15) * 15).astype(np.int64)),
    }


def absence(whole: Whole, labels: CompanyLabels) -> Columns:
    """Days off, most of them in August."""
    rng, (rep, day) = whole.company.common_stream("absences"), working_days(whole.company)
    is_away = chance(rng, np.where(month_index(day) % 12 == 7, 0.4, 0.05), len(day))
    reason = rng.integers(0, len(ABSENCES), int(is_away.sum()))
    return {
        "rep_email": pick(labels.user_emails, rep[is_away]),
        "date": iso_date(day[is_away]),
        "reason": pick(ABSENCES, reason),
    }


def holiday(whole: Whole, _: CompanyLabels) -> Columns:
    """The company's country, to the end of the year after the last day."""
    parameters = whole.company.parameters
    years = range(parameters.first_day.year, parameters.last_day.year + 2)
    days = [(day_number(date(year, *day)), name) for year in years for day, name in HOLIDAYS]
    return {
        "country": same("ES", len(days)),
        "date": iso_date(np.array([day for day, _ in days])),
        "name": pa.array([name for _, name in days]),
    }
