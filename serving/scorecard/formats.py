"""How numbers and dates are written on the page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

NOTHING = "\u2013"
NARROW = "\u202f"  # thin space that does not break
LEAST_REPORTABLE = 10  # a rate of fewer is not shown
UNITS = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def money(amount: Decimal | float | None, currency: str | None = None) -> str:
    """Money in three digits or so: 1.25 M EUR."""
    if amount is None:
        return NOTHING
    value = Decimal(str(amount))
    unit = f"{NARROW}{currency}" if currency else ""
    for size, name in UNITS:
        # 999 950 would round to 1000 k
        if abs(value) >= size * Decimal("0.9995"):
            scaled = value / size
            digits = 2 if abs(scaled) < Decimal("9.995") else 1 if abs(scaled) < Decimal("99.95") else 0
            return f"{_rounded(scaled, digits)}{NARROW}{name}{unit}"
    return f"{_rounded(value)}{unit}"


def _rounded(value: Decimal, digits: int = 0) -> Decimal:
    """Half is rounded up, as in accounting."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def percent(share: float | None) -> str:
    """A share as whole per cent; one decimal below 10 %."""
    if share is None:
        return NOTHING
    digits = 1 if 0 < abs(share) < 0.0995 else 0
    return f"{share * 100:.{digits}f}{NARROW}%"


def count(number: int | None) -> str:
    """A count with separated thousands."""
    return NOTHING if number is None else f"{number:,}"


def day(value: date | None) -> str:
    """A date as 5 Apr 2025."""
    return NOTHING if value is None else f"{value.day} {value:%b %Y}"


def span(first: date, last: date) -> str:
    """A period as 1 Apr to 20 May 2025."""
    opening = f"{first.day} {first:%b}" if first.year == last.year else day(first)
    return f"{opening} to {day(last)}"


def months(first: date, last: date) -> str:
    """Months as Apr 2024 to Mar 2025."""
    return f"{first:%b %Y}" if first == last else f"{first:%b %Y} to {last:%b %Y}"


def month_end(value: date) -> date:
    """The last day of the month of a date."""
    return add_months(value, 1) - timedelta(days=1)


def add_months(value: date, months: int) -> date:
    """The first day of the month that lies `months` later."""
    number = value.year * 12 + value.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
