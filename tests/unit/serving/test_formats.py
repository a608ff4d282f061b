"""Numbers and dates as they are written on the page, and the period of the figure of attainment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from serving.scorecard import attainment, formats


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, "\u2013"),
        (0, "0"),
        (Decimal("999.49"), "999"),
        (999.6, "1.00 k"),
        (1_254, "1.25 k"),
        (Decimal(-16500), "-16.5 k"),
        (999_949, "1.00 M"),
        (12_345_678, "12.3 M"),
        (Decimal("10005534.00"), "10.0 M"),
        (2_000_000_000, "2.00 bn"),
    ],
)
def test_money(amount, written):
    assert formats.money(amount).replace(formats.NARROW, " ") == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(None, "\u2013"), (0, "0 %"), (0.076, "7.6 %"), (0.0999, "10 %"), (1.834, "183 %"), (-0.32, "-32 %")],
)
def test_percent(share, written):
    assert formats.percent(share).replace(formats.NARROW, " ") == written


def test_dates():
    assert formats.day(date(2025, 4, 5)) == "5 Apr 2025"
    assert formats.span(date(2025, 4, 1), date(2025, 5, 20)) == "1 Apr to 20 May 2025"
    assert formats.span(date(2024, 12, 1), date(2025, 2, 28)) == "1 Dec 2024 to 28 Feb 2025"
    assert formats.month_end(date(2024, 2, 3)) == date(2024, 2, 29)
    assert formats.add_months(date(2025, 1, 1), -1) == date(2024, 12, 1)


@pytest.mark.parametrize(
    ("as_of", "fiscal_start", "first", "last"),
    [
        (date(2025, 4, 1), 1, date(2025, 4, 1), date(2025, 6, 30)),
        (date(2025, 5, 20), 1, date(2025, 4, 1), date(2025, 6, 30)),
        (date(2025, 6, 30), 1, date(2025, 4, 1), date(2025, 6, 30)),
        (date(2025, 1, 15), 1, date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 5, 20), 2, date(2025, 5, 1), date(2025, 7, 31)),
        (date(2025, 1, 31), 12, date(2024, 12, 1), date(2025, 2, 28)),
    ],
)
def test_the_period_is_the_present_fiscal_quarter(as_of, fiscal_start, first, last):
    assert attainment.period(as_of, fiscal_start) == (first, last)
