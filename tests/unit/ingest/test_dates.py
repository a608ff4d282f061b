"""A date that the landed data cannot answer for is refused, with the dates that it has."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.loading.dates import refusals

OPPORTUNITY = {"id": "1", "created_date": "2025-01-15 10:00:00", "system_modstamp": "2025-06-20 10:00:00"}
# Dates of plans, and what people enter: they say nothing about what is known.
PLANNED = {"close_date": "2031-01-01"}


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def landed(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY | PLANNED])
    return salesforce.settings


@pytest.mark.parametrize("as_of", [date(1900, 1, 1), date(2025, 1, 14), date(9999, 12, 31)])
def test_a_date_outside_the_data_is_refused_in_a_second(landed, as_of):
    begun = time.monotonic()
    (line,) = refusals(replace(landed, as_of=as_of))
    assert time.monotonic() - begun < 1
    assert line == (
        f"as of {as_of}: the data has records from 2025-01-15 to 2025-06-20, and today is {today()}. "
        f"Set AS_OF to a date from 2025-01-15 to {today()}"
    )


def test_tomorrow_is_refused_and_a_day_without_records_is_not(landed):
    assert refusals(replace(landed, as_of=today() + timedelta(days=2)))
    for as_of in (date(2025, 1, 15), date(2025, 6, 30), today()):
        assert not refusals(replace(landed, as_of=as_of))


def test_what_is_recorded_ahead_of_the_clock_can_be_described(salesforce):
    ahead = today() + timedelta(days=400)
    salesforce.deliver(opportunity=[OPPORTUNITY | {"system_modstamp": f"{ahead} 10:00:00"}])
    assert not refusals(replace(salesforce.settings, as_of=ahead))
    assert refusals(replace(salesforce.settings, as_of=ahead + timedelta(days=1)))


def test_books_may_reach_further_back_and_a_slip_in_them_moves_no_last_day(landed, xero):
    xero.deliver(
        invoice=[
            {"id": "1", "document_date": "2019-03-01", "updated_at": "2025-06-01 10:00:00"},
            {"id": "2", "document_date": "2099-03-01", "updated_at": "2025-06-01 10:00:00"},
        ]
    )
    assert not refusals(replace(landed, as_of=date(2019, 3, 1)))
    assert refusals(replace(landed, as_of=date(2019, 2, 28)))
    assert refusals(replace(landed, as_of=date(2099, 3, 1)))


def test_on_the_first_night_only_a_slip_is_refused(settings):
    assert not refusals(settings)
    (line,) = refusals(replace(settings, as_of=date(9999, 12, 31)))
    assert line.startswith("as of 9999-12-31: nothing has landed and today is ")


def test_nothing_was_known_before_the_first_load(landed):
    (line,) = refusals(replace(landed, known_at=datetime(2025, 6, 30, tzinfo=UTC)))
    assert line.startswith("KNOWN_AT 2025-06-30T00:00:00+00:00: nothing was known before the first load of a CRM at ")
    assert not refusals(replace(landed, known_at=datetime.now(UTC)))
