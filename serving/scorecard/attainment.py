"""The attainment figure: each rep's invoiced amount against quota, in the quarter to date or the last complete one."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from serving.database import records
from serving.scorecard.formats import add_months, money, month_end, percent, span
from serving.scorecard.texts import text

UNASSIGNED = "unassigned"
_REPS = """
with findings as (
    select rep_id, count(*) as findings from crm_findings where status = 'open' group by rep_id
)
select
    months.rep_id,
    max_by(months.rep_name, months.month_start) as rep_name,
    max_by(months.team, months.month_start) as team,
    sum(months.quota_amount) as quota,
    sum(months.invoiced_amount) as invoiced,
    sum(months.crm_won_count) as won_count,
    sum(months.crm_won_amount) as won_amount,
    max(months.currency) as currency,
    coalesce(max(findings.findings), 0) as findings
from rep_performance_monthly as months
left join findings on months.rep_id = findings.rep_id
where months.month_start between $first and $last
group by months.rep_id
"""


def period(as_of: date, fiscal_year_start_month: int) -> tuple[date, date]:
    """First and last day shown: the fiscal quarter to date, or the previous one until a month is complete."""
    last_whole = add_months(as_of, 0) if month_end(as_of) == as_of else add_months(as_of, -1)
    first = add_months(last_whole, -((last_whole.month - fiscal_year_start_month) % 3))
    return first, min(as_of, month_end(add_months(first, 2)))


def read(
    connection: duckdb.DuckDBPyConnection, as_of: date, fiscal_year_start_month: int, missing: dict[str, str]
) -> dict[str, Any]:
    """The numbers of the figure. `missing` holds the reason of each capability that is not connected.

    `measure` says what is drawn: `attainment` where there are revenue and quotas, else `invoiced`, else `won_amount`.
    """
    first, last = period(as_of, fiscal_year_start_month)
    everyone = records(connection, _REPS, {"first": first, "last": last})
    for rep in everyone:
        has_ratio = rep["quota"] and rep["invoiced"] is not None
        rep["attainment"] = float(rep["invoiced"] / rep["quota"]) if has_ratio else None
    reps = [rep for rep in everyone if rep["rep_id"] != UNASSIGNED]
    measure = _measure(reps)
    reps.sort(key=lambda rep: (rep[measure] is None, -(rep[measure] or 0), rep["rep_name"] or "", rep["rep_id"]))
    with_ratio = [rep for rep in reps if rep["attainment"] is not None]
    elapsed = ((last - first).days + 1) / ((month_end(last) - first).days + 1)
    numbers = {
        "measure": measure,
        "period_start": first,
        "period_end": last,
        "elapsed_share": elapsed,
        "currency": next((rep["currency"] for rep in everyone), None),
        "with_quota": len(with_ratio),
        "at_quota": sum(rep["attainment"] >= 1 for rep in with_ratio),
        "on_pace": sum(rep["attainment"] >= elapsed for rep in with_ratio),
        "invoiced": _total(everyone, "invoiced"),
        "quota": _total(with_ratio, "quota"),
        "team_attainment": _ratio(_total(with_ratio, "invoiced"), _total(with_ratio, "quota")),
        "won_count": _total(everyone, "won_count"),
        "won_amount": _total(everyone, "won_amount"),
        "unassigned_invoiced": next((rep["invoiced"] for rep in everyone if rep["rep_id"] == UNASSIGNED), None),
        "reason": "; ".join(missing[name] for name in ("accounting", "quotas") if name in missing) or None,
        "reps": reps,
    }
    return numbers | _titles(numbers)


def _measure(reps: list[dict[str, Any]]) -> str:
    if any(rep["attainment"] is not None for rep in reps):
        return "attainment"
    return "invoiced" if any(rep["invoiced"] is not None for rep in reps) else "won_amount"


def _titles(numbers: dict[str, Any]) -> dict[str, str]:
    """The title, which states the finding, and the subtitle, which says what the chart shows."""
    shown = span(numbers["period_start"], numbers["period_end"])
    if numbers["measure"] == "attainment":
        kind = "complete" if numbers["elapsed_share"] == 1 else "partial"
        values = {**numbers, "period": shown, "elapsed": percent(numbers["elapsed_share"])}
        return {"title": text(f"attainment_{kind}", **values), "subtitle": text(f"attainment_sub_{kind}", **values)}
    name = numbers["measure"].removesuffix("_amount")
    amounts = [rep[numbers["measure"]] or 0 for rep in numbers["reps"]]
    gains = [amount for amount in amounts if amount > 0]
    reason = numbers["reason"] or text("no_quota", period=shown)
    subtitle = text(f"leaders_sub_{name}", period=shown, reason=reason)
    if not gains:
        return {"title": text("attainment_none", period=shown), "subtitle": subtitle}
    leaders = next(number for number in range(1, len(gains) + 1) if sum(gains[:number]) * 2 >= sum(gains))
    total = money(sum(gains), numbers["currency"])
    return {"title": text(f"leaders_{name}", leaders=leaders, reps=len(gains), total=total), "subtitle": subtitle}


def _total(rows: list[dict[str, Any]], column: str) -> Any:
    """The sum of the values that are present, None when there are none."""
    values = [row[column] for row in rows if row[column] is not None]
    return sum(values) if values else None


def _ratio(numerator: Any, denominator: Any) -> float | None:
    return float(numerator / denominator) if numerator is not None and denominator else None
