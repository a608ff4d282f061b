"""Quota attainment a second time, in plain Python from truth and the quotas sheet, sharing no line with the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from tests.integration.independent import Independent, cents, month_of

ZERO = Decimal(0)
Key = tuple[str, str, date]  # entity, kind of period, its first day


def period_starts(month: date) -> dict[str, date]:
    """The first days of the month, quarter and year that a month belongs to; the fiscal year is the calendar's."""
    return {
        "month": month,
        "quarter": month.replace(month=(month.month - 1) // 3 * 3 + 1),
        "year": month.replace(month=1),
    }


def next_period(kind: str, start: date) -> date:
    """The first day after a period."""
    months = start.year * 12 + start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[kind]
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class IndependentQuotas:
    """The quotas of one simulated company against its books; entities are reps and `company`."""

    company: Independent

    @cached_property
    def hired(self) -> dict[str, date | None]:
        reps = self.company.read("truth/rep.csv")
        return {row.rep_id: self.company.day(row.hired_at) for row in reps.itertuples()}

    @cached_property
    def versions(self) -> dict[tuple[str, date, date], tuple[Decimal | None, date]]:
        """Rep and period: the amount that held when the period ended, or holds at AS_OF, and since when."""
        rep_of = self.company.read("truth/rep.csv").set_index("email")["rep_id"]
        found: dict[tuple[str, date, date], tuple[Decimal | None, date]] = {}
        for row in self.company.read("finance/quotas.csv").itertuples():
            start, end, since = map(date.fromisoformat, (row.period_start, row.period_end, row.valid_from))
            key = (rep_of[row.rep_email], start, end)
            if since <= min(end, self.company.as_of) and (key not in found or since > found[key][1]):
                amount = self.company.converted(row.amount, row.currency, min(start, self.company.as_of))
                found[key] = (amount, since)
        return found

    def parts(self) -> Iterator[tuple[str, date, Decimal, Decimal]]:
        """(rep, month, quota, quota from the day of hire on), by calendar days, rounded as they run."""
        first_end: dict[str, date] = {}
        for rep, _, end in self.versions:
            first_end[rep] = min(end, first_end.get(rep, end))
        for (rep, start, end), (amount, _) in self.versions.items():
            if amount is None:
                continue
            hired, days = self.hired[rep], (end - start).days + 1
            idle = (hired - start).days if hired and start < hired <= min(end, first_end[rep]) else 0
            month = month_of(start)
            while month <= end:
                after = next_period("month", month)
                before, through = max((month - start).days, 0), (min(after, end + timedelta(1)) - start).days
                whole, worked = (
                    cents(amount * max(through, skipped) / days) - cents(amount * max(before, skipped) / days)
                    for skipped in (0, idle)
                )
                yield rep, month, whole, worked
                month = after

    @cached_property
    def attainment(self) -> dict[Key, tuple[Decimal, Decimal, Decimal, bool]]:
        """Quota, the part of it that counts, what was invoiced, and whether the period is not over at AS_OF."""
        sums: dict[Key, list[Decimal]] = {}
        items = [(rep, month, (whole, worked, ZERO)) for rep, month, whole, worked in self.parts()]
        items += [(rep, month, (ZERO, ZERO, part)) for rep, month, part in self.company.credited()]
        for rep, month, amounts in items:
            for kind, start in period_starts(month).items():
                if start <= self.company.as_of:
                    for entity in (rep, "company"):
                        total = sums.setdefault((entity, kind, start), [ZERO, ZERO, ZERO])
                        total[:] = [one + other for one, other in zip(total, amounts, strict=True)]
        return {
            (entity, kind, start): (*total, next_period(kind, start) > self.company.as_of + timedelta(1))
            for (entity, kind, start), total in sums.items()
        }
