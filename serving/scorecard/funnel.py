"""The funnel figure: the conversion of each step, in mature cohorts."""

from __future__ import annotations

from typing import Any

import duckdb

from serving.database import records
from serving.scorecard.formats import LEAST_REPORTABLE, percent
from serving.scorecard.texts import steps, text

ORDER = ("lead", "opportunity", "proposal", "won")
_STEPS = """
with mature as (
    select * from funnel_conversion where is_mature and from_step <> 'first_appointment'
), newest as (
    select from_step, to_step, max(month_start) as month_start from mature group by from_step, to_step
)
select
    from_step,
    to_step,
    min(mature.month_start) as first_month,
    max(mature.month_start) as last_month,
    max(horizon_days) as horizon_days,
    sum(entered) as entered,
    sum(converted) as converted,
    sum(lost) as lost,
    sum(still_open) as still_open,
    sum(entered_amount) as entered_amount,
    sum(converted_amount) as converted_amount
from mature
inner join newest using (from_step, to_step)
where mature.month_start > newest.month_start - interval 12 month
group by from_step, to_step
"""
_UNKNOWN = """
select distinct from_step, to_step from funnel_conversion where is_mature is null and from_step <> 'first_appointment'
"""


def read(connection: duckdb.DuckDBPyConnection, missing: dict[str, str]) -> dict[str, Any]:
    """The numbers of the figure. `missing` holds the reason of each capability that is not connected."""
    found = records(connection, _STEPS)
    for row in found:
        row["is_reportable"] = row["entered"] >= LEAST_REPORTABLE
        row["rate"] = row["converted"] / row["entered"] if row["is_reportable"] else None
        has_money = row["is_reportable"] and row["entered_amount"] and row["converted_amount"] is not None
        row["amount_rate"] = float(row["converted_amount"] / row["entered_amount"]) if has_money else None
    unknown = [
        {"from_step": start, "to_step": end, "reason": missing.get(f"{end}s") or text("no_reason")}
        for start, end in sorted(connection.execute(_UNKNOWN).fetchall(), key=_position)
    ]
    found.sort(key=lambda row: _position((row["from_step"], row["to_step"])))
    # A step that skips another is drawn only where the skipped one is not known, so that the title holds for all bars.
    straight = {row["from_step"] for row in found if row["is_reportable"] and _skipped(row) == 1}
    for row in found:
        row["is_drawn"] = row["is_reportable"] and (_skipped(row) == 1 or row["from_step"] not in straight)
    return {"steps": found, "unknown": unknown, "title": _title(found), "subtitle": text("funnel_sub")}


def _position(step: tuple[str, str]) -> tuple[int, ...]:
    """In the order of the funnel; steps that skip others come last."""
    start, end = (ORDER.index(name) if name in ORDER else len(ORDER) for name in step)
    return end - start, start, end


def _skipped(row: dict[str, Any]) -> int:
    return _position((row["from_step"], row["to_step"]))[0]


def _title(rows: list[dict[str, Any]]) -> str:
    """Names the step with the lowest conversion of those drawn."""
    if not rows:
        return text("funnel_none")
    drawn = [row for row in rows if row["is_drawn"]]
    if not drawn:
        return text("funnel_small")
    lowest = min(drawn, key=lambda row: row["rate"])
    name = "funnel_narrowest" if len(drawn) > 1 else "funnel_title"
    return text(
        name, rate=percent(lowest["rate"]), from_steps=steps(lowest["from_step"]), to_steps=steps(lowest["to_step"])
    )
