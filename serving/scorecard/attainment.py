"""The attainment figure: what the mart quota_attainment says of the present fiscal quarter, from its first day on."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from serving.database import records
from serving.scorecard.formats import add_months, money, month_end, percent, span
from serving.scorecard.texts import text

UNASSIGNED = "unassigned"
_ATTAINMENT = """
select * from quota_attainment
where measure = 'revenue' and period_type = 'quarter' and period_start = $first and entity_type = $entity_type
"""
_COMPANY = f"""
with reps as ({_ATTAINMENT.replace("$entity_type", "'rep'")}),
left_out as (
    select
        count(case when not prorated_quota_amount > 0 or prorated_quota_amount is null then 1 end) as without_quota,
        sum(case when not prorated_quota_amount > 0 or prorated_quota_amount is null then invoiced_amount end)
            as without_quota_invoiced,
        count(case when prorated_quota_amount > 0 then 1 end) as quota_holders
    from reps
    where entity_id <> $unassigned
)
select
    company.elapsed_share,
    company.prorated_quota_amount as quota,
    company.attainment as team_attainment,
    company.pace as team_pace,
    company.reps_with_quota as with_quota,
    company.reps_at_quota as at_quota,
    company.reps_on_pace as on_pace,
    company.note,
    coalesce(company.invoiced_amount, months.invoiced) as invoiced,
    months.won_count,
    months.won_amount,
    left_out.*,
    (select invoiced_amount from reps where entity_id = $unassigned) as unassigned_invoiced,
    (select prorated_quota_amount from reps where entity_id = $unassigned) as unassigned_quota
from left_out
cross join (
    select
        sum(invoiced_amount) as invoiced,
        sum(crm_won_count)::bigint as won_count,
        sum(crm_won_amount) as won_amount
    from rep_performance_monthly
    where month_start between $first and $last
) as months
left join ({_ATTAINMENT.replace("$entity_type", "'company'")}) as company on true
"""
_REPS = f"""
with months as (
    select
        rep_id,
        max_by(rep_name, month_start) as rep_name,
        max_by(team, month_start) as team,
        sum(invoiced_amount) as invoiced,
        sum(crm_won_count)::bigint as won_count,
        sum(crm_won_amount) as won_amount
    from rep_performance_monthly
    where month_start between $first and $last
    group by rep_id
), findings as (
    select rep_id, count(*) as findings from crm_findings where status = 'open' group by rep_id
)
select
    coalesce(months.rep_id, attainment.entity_id) as rep_id,
    coalesce(months.rep_name, attainment.entity_name) as rep_name,
    months.team,
    attainment.prorated_quota_amount as quota,
    coalesce(attainment.invoiced_amount, months.invoiced) as invoiced,
    attainment.attainment,
    attainment.pace,
    coalesce(months.won_count, 0) as won_count,
    months.won_amount,
    coalesce(findings.findings, 0) as findings
from months
full join ({_ATTAINMENT.replace("$entity_type", "'rep'")}) as attainment on months.rep_id = attainment.entity_id
left join findings on coalesce(months.rep_id, attainment.entity_id) = findings.rep_id
where coalesce(months.rep_id, attainment.entity_id) <> $unassigned
"""


def period(as_of: date, fiscal_year_start_month: int) -> tuple[date, date]:
    """First and last day of the fiscal quarter of a date."""
    first = add_months(as_of, -((as_of.month - fiscal_year_start_month) % 3))
    return first, month_end(add_months(first, 2))


def read(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    fiscal_year_start_month: int,
    currency: str,
    missing: dict[str, str],
) -> dict[str, Any]:
    """The numbers of the figure, as the mart has them. `missing` holds the reason of each capability not connected.

    `measure` says what is drawn: `attainment` where there are revenue and quotas, else `invoiced`, else `won_amount`.
    """
    first, last = period(as_of, fiscal_year_start_month)
    values = {"first": first, "last": last, "unassigned": UNASSIGNED}
    reps = records(connection, _REPS, values)
    measure = _measure(reps)
    reps.sort(key=lambda rep: (rep[measure] is None, -(rep[measure] or 0), rep["rep_name"] or "", rep["rep_id"]))
    [company] = records(connection, _COMPANY, values)
    numbers = {
        "measure": measure,
        "period_start": first,
        "period_end": last,
        "shown_to": min(as_of, last),
        "is_partial": as_of < last,
        "currency": currency,
        "reason": "; ".join(missing[name] for name in ("accounting", "quotas") if name in missing) or None,
        **company,
        "reps": reps,
    }
    return numbers | _titles(numbers)


def _measure(reps: list[dict[str, Any]]) -> str:
    if any(rep["attainment"] is not None for rep in reps):
        return "attainment"
    return "invoiced" if any(rep["invoiced"] is not None for rep in reps) else "won_amount"


def _titles(numbers: dict[str, Any]) -> dict[str, str]:
    """The title, which states the finding, and the subtitle, which says what the chart shows."""
    if numbers["measure"] == "attainment":
        kind = "partial" if numbers["is_partial"] else "complete"
        whole = span(numbers["period_start"], numbers["period_end"])
        values = {**numbers, "period": whole, "elapsed": percent(numbers["elapsed_share"])}
        values["share"] = percent(numbers["team_attainment"])
        has_reps = numbers["with_quota"] and numbers["elapsed_share"]
        title = text(f"attainment_{kind}" if has_reps else "attainment_team", **values)
        return {"title": title, "subtitle": text(f"attainment_sub_{kind}", **values)}
    shown = span(numbers["period_start"], numbers["shown_to"])
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
