"""The findings figure: entries that contradict the evidence, by rule, with their records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import duckdb

from serving.database import records
from serving.scorecard.formats import count, money
from serving.scorecard.rule_titles import RULES
from serving.scorecard.texts import text

SHOWN = 100  # records per rule on the page; all are in the mart
SEVERITIES = ["critical", "high", "medium", "low"]
_RULES = """
select
    rule_id,
    severity,
    count(*) as findings,
    count(case when first_seen = $as_of then 1 end) as new_findings,
    sum(value_at_risk_rc) as value_at_risk
from crm_findings
where status = 'open'
group by rule_id, severity
"""
_RECORDS = f"""
with names as (
    select rep_id, max_by(rep_name, month_start) as rep_name from rep_performance_monthly group by rep_id
)
select
    findings.rule_id,
    findings.object_type,
    findings.object_id,
    findings.account_name,
    findings.stage_name,
    findings.close_date,
    coalesce(names.rep_name, findings.rep_id) as rep_name,
    findings.severity,
    findings.observed,
    findings.expected,
    findings.value_at_risk_rc as value_at_risk,
    findings.first_seen
from crm_findings as findings
left join names on findings.rep_id = names.rep_id
where findings.status = 'open'
qualify row_number() over (
    partition by findings.rule_id
    order by
        list_position({SEVERITIES}, findings.severity),
        findings.value_at_risk_rc desc nulls last,
        findings.object_id
) <= {SHOWN}
order by
    findings.rule_id,
    list_position({SEVERITIES}, findings.severity),
    findings.value_at_risk_rc desc nulls last,
    findings.object_id
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


def read(
    connection: duckdb.DuckDBPyConnection, as_of: date, currency: str | None, record_urls: Mapping[str, str]
) -> dict[str, Any]:
    """The numbers of the figure, the severest first; at most 100 records per rule.

    `record_urls` are the addresses of opportunities by the prefix of their ids.
    """
    rules = _rules(records(connection, _RULES, {"as_of": as_of}))
    named = records(connection, _RECORDS)
    for record in named:
        system, _, key = record["object_id"].partition(":")
        # An id of Odoo is a number, and its table stands before it.
        key = key.rpartition("/")[2] if system == "odoo" else key
        is_linked = record["object_type"] == "opportunity" and system in record_urls
        record["url"] = record_urls[system].replace("{id}", quote(key, safe="")) if is_linked else None
    for rule in rules:
        rule["records"] = [record for record in named if record["rule_id"] == rule["rule_id"]]
    kinds = {row["kind"]: row for row in records(connection, _KINDS)}
    [(issues,)] = connection.execute("select count(*) from data_quality").fetchall()
    # In the first night everything is seen for the first time, however old it is: nothing is called new.
    [(earlier,)] = connection.execute("select count(*) from crm_findings where first_seen < $1", [as_of]).fetchall()
    return {
        "findings": sum(rule["findings"] for rule in rules),
        "objects": {kind: row["objects"] for kind, row in kinds.items()},
        "value_at_risk": kinds["deal"]["value_at_risk"] if "deal" in kinds else None,
        "data_quality_issues": issues,
        "rules": rules,
        "has_earlier": earlier > 0,
        "title": _title(kinds, currency),
        "subtitle": text("findings_sub"),
    }


def _rules(counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry per rule, with the counts of each severity; the severest rules first, then those with most at risk."""
    rules: dict[str, dict[str, Any]] = {}
    for row in sorted(counted, key=lambda row: SEVERITIES.index(row["severity"])):
        new = {
            "rule_id": row["rule_id"],
            "name": RULES.get(row["rule_id"], row["rule_id"]),
            "severity": row["severity"],
        }
        rule = rules.setdefault(row["rule_id"], new | {"findings": 0, "new_findings": 0, "value_at_risk": None})
        rule["findings"] += row["findings"]
        rule["new_findings"] += row["new_findings"]
        if row["value_at_risk"] is not None:
            rule["value_at_risk"] = (rule["value_at_risk"] or 0) + row["value_at_risk"]
        rule.setdefault("severities", {})[row["severity"]] = row["findings"]
    return sorted(
        rules.values(),
        key=lambda rule: (SEVERITIES.index(rule["severity"]), -(rule["value_at_risk"] or 0), rule["rule_id"]),
    )


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
