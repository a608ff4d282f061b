"""The findings figure: entries that contradict the evidence, by rule, with their records."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from serving.database import records
from serving.scorecard.formats import count, money
from serving.scorecard.rule_titles import RULES
from serving.scorecard.texts import text

SHOWN = 100  # records per rule on the page; all are in the mart
_RULES = """
select
    rule_id,
    arg_min(severity, list_position(['critical', 'high', 'medium', 'low'], severity)) as severity,
    count(*) as findings,
    count(case when first_seen = $as_of then 1 end) as new_findings,
    sum(value_at_risk_rc) as value_at_risk
from crm_findings
where status = 'open'
group by rule_id
order by value_at_risk desc nulls last, rule_id
"""
_RECORDS = f"""
with names as (
    select rep_id, max_by(rep_name, month_start) as rep_name from rep_performance_monthly group by rep_id
)
select
    findings.rule_id,
    findings.object_type,
    findings.object_id,
    coalesce(names.rep_name, findings.rep_id) as rep_name,
    findings.observed,
    findings.expected,
    findings.value_at_risk_rc as value_at_risk,
    findings.first_seen
from crm_findings as findings
left join names on findings.rep_id = names.rep_id
where findings.status = 'open'
qualify row_number() over (
    partition by findings.rule_id order by findings.value_at_risk_rc desc nulls last, findings.object_id
) <= {SHOWN}
order by findings.rule_id, findings.value_at_risk_rc desc nulls last, findings.object_id
"""
# A record with several findings counts once, with the larger amount. Amounts of deals and reps overlap.
_KINDS = """
with named as (
    select object_type, object_id, max(value_at_risk_rc) as value_at_risk
    from crm_findings
    where status = 'open'
    group by object_type, object_id
)
select
    case when object_type = 'opportunity' then 'deal' when object_type = 'rep' then 'rep' else 'other' end as kind,
    count(*) as objects,
    sum(value_at_risk) as value_at_risk
from named
group by kind
"""


def read(connection: duckdb.DuckDBPyConnection, as_of: date, currency: str | None) -> dict[str, Any]:
    """The numbers of the figure; at most 100 records per rule, those with the most money at risk."""
    rules = records(connection, _RULES, {"as_of": as_of})
    named = records(connection, _RECORDS)
    for rule in rules:
        rule["name"] = RULES.get(rule["rule_id"], rule["rule_id"])
        rule["records"] = [record for record in named if record["rule_id"] == rule["rule_id"]]
    kinds = {row["kind"]: row for row in records(connection, _KINDS)}
    [(issues,)] = connection.execute("select count(*) from data_quality").fetchall()
    return {
        "findings": sum(rule["findings"] for rule in rules),
        "objects": {kind: row["objects"] for kind, row in kinds.items()},
        "value_at_risk": kinds["deal"]["value_at_risk"] if "deal" in kinds else None,
        "data_quality_issues": issues,
        "rules": rules,
        "title": _title(kinds, currency),
        "subtitle": text("findings_sub"),
    }


def _title(kinds: dict[str, dict[str, Any]], currency: str | None) -> str:
    if not kinds:
        return text("findings_none")
    found = [(kind, kinds[kind]) for kind in ("deal", "rep", "other") if kind in kinds]
    what = (
        text(
            f"findings_{kind}" if row["objects"] == 1 else f"findings_{kind}s",
            count=count(row["objects"]),
            value=money(row["value_at_risk"], currency),
        )
        for kind, row in found
    )
    return text("findings_title", what=" and ".join(what))
