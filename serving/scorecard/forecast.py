"""The forecast figure: the expected amount of the current quarter, by each level of the forecast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

from serving.database import records
from serving.scorecard.formats import money
from serving.scorecard.texts import text

_LEVELS = """
with company as (
    select * from forecast_by_period
    where entity_type = 'company' and expected_amount is not null and period_end > $as_of
), present as (
    select *, min(period_start) over () as present_start,
        max(case when is_champion then measure end) over (partition by period_start) as last_measure
    from company where measure in ('invoiced', 'bookings')
)
select period_start, period_end, measure, level, is_champion, expected_amount, p10, p50, p90, note
from present
where period_start = present_start and measure = last_measure
order by level
"""


def read(connection: duckdb.DuckDBPyConnection, as_of: date, currency: str) -> dict[str, Any]:
    """The numbers of the figure: money from accounting where it is connected, else deals won according to the CRM.

    On the last day of a quarter, the figure shows the next quarter.
    """
    levels = records(connection, _LEVELS, {"as_of": as_of})
    champion = next((row for row in levels if row["is_champion"]), None)
    return {
        "levels": levels,
        "champion": champion,
        "title": _title(champion, as_of, currency),
        "subtitle": " ".join(_captions(levels, champion)),
        "currency": currency,
    }


def _captions(levels: list[dict[str, Any]], champion: dict[str, Any] | None) -> Iterator[str]:
    """What the chart shows, and its lines only where it has any."""
    if champion:
        yield text(f"forecast_sub_{champion['measure']}")
    if any(row["p10"] is not None for row in levels):
        yield text("forecast_ranges")


def _title(champion: dict[str, Any] | None, as_of: date, currency: str) -> str:
    if champion is None:
        return text("forecast_none")
    quarter = text("next_quarter" if champion["period_start"] > as_of else "this_quarter")
    expected = money(champion["expected_amount"], currency)
    if champion["p10"] is None:
        return text("forecast_title", quarter=quarter, expected=expected)
    low, high = money(champion["p10"]), money(champion["p90"], currency)
    return text("forecast_title_between", quarter=quarter, expected=expected, low=low, high=high)
