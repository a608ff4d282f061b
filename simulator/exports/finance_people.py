"""Finance's sheets on people: targets, time, absences, holidays."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from simulator.clock import day_number, month_index, month_start
from simulator.draws import Ints, chance
from simulator.exports.calendar import working_days
from simulator.exports.files import Columns, iso_date, only, pick, same
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
MET_BEFORE, AGREED_BEFORE = 20, 6  # days before the year begins
TIME = (("selling", 840), ("admin", 700), ("travel", 360), ("internal meetings", 300))  # minutes a week
ABSENCES = ("holiday", "holiday", "holiday", "sickness", "training")
# Metric, unit, baseline, management's value, the rep's, the agreed one
TARGETS = (
    ("win_rate", "percent", 24.0, 32.0, 27.0, 29.0),
    ("average_deal_value", "EUR", 17_000.0, 21_000.0, 18_000.0, 19_500.0),
    ("crm_logins", "days per month", 14.0, 20.0, 18.0, 19.0),
)


def target(whole: Whole, labels: CompanyLabels) -> Columns:
    """What is agreed with each rep who is there, before every year."""
    company, reps = whole.company, whole.company.people.reps
    first, last = month_index(np.array([company.clock.first_day, company.clock.last_day])) // 12
    years, per_year = last - first + 1, len(reps) * len(TARGETS)
    metric, unit, baseline, management, own, agreed = (pa.array(column) for column in zip(*TARGETS, strict=True))
    count = years * per_year
    place, rep = pa.array(np.tile(np.arange(len(TARGETS)), years * len(reps))), _each(len(reps), years)
    month = (first + np.repeat(np.arange(years), per_year)) * 12
    start, end = month_start(month), month_start(month + 12) - 1
    columns = {
        "target_id": numbered("T-", np.arange(count), 5),
        "metric": metric.take(place),
        "owner_email": pick(labels.user_emails, rep),
        "unit": unit.take(place),
        "baseline": baseline.take(place),
        "management_value": management.take(place),
        "rep_value": own.take(place),
        "rep_argument": same("longer cycles this year", count),
        "met_on": iso_date(start - MET_BEFORE),
        "agreed_points": same("monthly review", count),
        "differences": same("pace of the first quarter", count),
        "agreed_value": agreed.take(place),
        "agreed_on": iso_date(start - AGREED_BEFORE),
        "period_start": iso_date(start),
        "period_end": iso_date(end),
        "goal": same("Grow with fewer, better deals", count),
    }
    hired_day, left_day = (company.clock.day(reps[name].to_numpy())[rep] for name in ("hired_at", "left_at"))
    is_there = (hired_day <= start - MET_BEFORE) & (left_day > start)
    return only(is_there & (start - AGREED_BEFORE <= company.clock.seen_day), columns)


def _each(reps: int, years: int) -> Ints:
    """Every rep, with every target, every year."""
    return np.tile(np.repeat(np.arange(reps), len(TARGETS)), years)


def time_entry(whole: Whole, labels: CompanyLabels) -> Columns:
    """Minutes per week and category, entered on Fridays."""
    rng, (rep, day) = whole.company.common_stream("time entries"), working_days(whole.company)
    is_friday = (day + 3) % 7 == 4
    kind = np.tile(np.arange(len(TIME)), int(is_friday.sum()))
    minutes = np.array([minutes for _, minutes in TIME])[kind] * (0.7 + 0.6 * rng.random(len(kind)))
    columns = {
        "rep_email": pick(labels.user_emails, np.repeat(rep[is_friday], len(TIME))),
        "date": iso_date(np.repeat(day[is_friday], len(TIME))),
        "category": pick([category for category, _ in TIME], kind),
        "minutes": pa.array((np.rint(minutes / 15) * 15).astype(np.int64)),
    }
    return only(np.repeat(day[is_friday], len(TIME)) <= whole.company.clock.seen_day, columns)


def absence(whole: Whole, labels: CompanyLabels) -> Columns:
    """Days off, most of them in August."""
    rng, (rep, day) = whole.company.common_stream("absences"), working_days(whole.company)
    is_away = chance(rng, np.where(month_index(day) % 12 == 7, 0.4, 0.05), len(day))
    reason = rng.integers(0, len(ABSENCES), int(is_away.sum()))
    columns = {
        "rep_email": pick(labels.user_emails, rep[is_away]),
        "date": iso_date(day[is_away]),
        "reason": pick(ABSENCES, reason),
    }
    return only(day[is_away] <= whole.company.clock.seen_day, columns)


def holiday(whole: Whole, _: CompanyLabels) -> Columns:
    """The company's country, to the end of the year after the last day."""
    parameters = whole.company.parameters
    years = range(parameters.first_day.year, (parameters.seen_on or parameters.last_day).year + 2)
    days = [(day_number(date(year, *day)), name) for year in years for day, name in HOLIDAYS]
    return {
        "country": same("ES", len(days)),
        "date": iso_date(np.array([day for day, _ in days])),
        "name": pa.array([name for _, name in days]),
    }
