"""Offers and sales of opportunities (M11, M12) computed a second time from the truth, in plain pandas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import pandas as pd

from tests.integration.independent import Independent, month_of

# Claimed cases, numerator, denominator.
Ratio = tuple[int, Decimal, Decimal]


@dataclass(frozen=True)
class IndependentOffers:
    """What `rep_ratios` should hold of offers and sales."""

    company: Independent

    @cached_property
    def invoiced(self) -> dict[str, list[tuple[date, Decimal | None]]]:
        """Date and net amount of the lines that name an opportunity."""
        found: dict[str, list[tuple[date, Decimal | None]]] = {}
        for row in self.company.revenue.itertuples():
            found.setdefault(row.opportunity_id, []).append((row.day, None if pd.isna(row.rc) else row.rc))
        return found

    def sales(self, opportunity: str, closed: date, claimed: Decimal | None) -> tuple[Decimal | None, bool]:
        """What a won opportunity brought within a year, and whether that is only what the CRM says."""
        until = (pd.Timestamp(closed) + pd.DateOffset(months=12)).date()
        lines = [amount for day, amount in self.invoiced.get(opportunity, []) if day <= until]
        if not lines:
            return claimed, True
        known = [amount for amount in lines if amount is not None]
        return (sum(known, Decimal(0)) if len(known) == len(lines) else None), False

    @cached_property
    def last_month(self) -> date:
        """The last month whose opportunities have all had their time."""
        funnel = self.company.funnel.xs("opportunity>won", level="transition")
        days = timedelta(days=int(funnel["horizon_days"].iloc[0]))
        months = set(funnel.index.get_level_values("month_start"))
        ends = {month: (pd.Timestamp(month) + pd.offsets.MonthEnd()).date() for month in months}
        return max(month for month, end in ends.items() if end + days <= self.company.as_of)

    @cached_property
    def ratios(self) -> dict[tuple[str, date, str], Ratio]:
        """(rep, first day of the quarter, ratio): what was offered and sold of what the rep created in it."""
        proposals = self.company.proposals["last_rc"].to_dict()
        sums: dict[tuple[str, date], list[Decimal]] = {}
        claims: dict[tuple[str, date], int] = {}
        for row in self.company.opportunities.itertuples():
            is_won, offered = row.outcome == "won", proposals.get(row.id, Decimal(0))
            sold, is_claimed = self.sales(row.id, row.closed_day, row.closed_rc) if is_won else (Decimal(0), False)
            amounts = [row.created_rc, offered, sold]
            if month_of(row.created_day) > self.last_month or any(amount is None for amount in amounts):
                continue
            key = (row.owner_at_creation, pd.Timestamp(row.created_day).to_period("Q").start_time.date())
            sums[key] = [one + other for one, other in zip(sums.get(key, [Decimal(0)] * 3), amounts, strict=True)]
            claims[key] = claims.get(key, 0) + is_claimed
        found: dict[tuple[str, date, str], Ratio] = {}
        for key, (created, offered, sold) in sums.items():
            found[*key, "offer_value_ratio"] = (0, offered, created)
            found[*key, "sales_to_offer_ratio"] = (claims[key], sold, offered)
            found[*key, "sales_to_opportunity_ratio"] = (claims[key], sold, created)
        return found
