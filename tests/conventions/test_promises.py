"""Marts and columns that readers were promised are in the contracts, which dbt enforces whenever it builds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

PROMISED: dict[str, tuple[str, ...]] = {
    "funnel_conversion": (
        "month_start", "lead_source", "rep_id", "from_step", "to_step", "entered", "converted", "lost", "still_open",
        "horizon_days", "is_mature", "entered_amount", "converted_amount",
    ),
    "rep_performance_monthly": (
        "rep_id", "rep_name", "team", "territory", "month_start", "is_partial", "quota_amount", "invoiced_amount",
        "crm_created_count", "crm_created_amount", "proposals_count", "proposals_amount", "crm_won_count",
        "crm_won_amount", "crm_lost_count", "cycle_days_median", "currency",
    ),
    "quota_attainment": (
        "entity_type", "entity_id", "measure", "period_type", "period_start", "period_end", "is_partial",
        "elapsed_share", "quota_amount", "prorated_quota_amount", "ramp_factor", "invoiced_amount", "attainment",
        "pace", "reps_with_quota", "reps_at_quota", "share_at_quota", "is_reportable", "quota_calibration", "currency",
        "note",
    ),
    "sales_against_plan": (
        "product_code", "account_id", "rep_id", "month_start", "is_partial", "invoiced_amount", "plan_amount",
        "difference_amount", "currency", "note",
    ),
    "rep_ratios": (
        "entity_type", "entity_id", "entity_name", "period_type", "period_start", "period_end", "ratio_name",
        "metric_id", "is_mature", "cases", "numerator", "denominator", "ratio", "ratio_low", "ratio_high",
        "is_reportable", "target", "alert", "currency", "note",
    ),
    "deal_profile": (
        "entity_type", "entity_id", "entity_name", "period_type", "period_start", "period_end", "measure", "metric_id",
        "deals", "won_deals", "claimed_deals", "won_total", "won_mean", "p25_value", "median_value", "p75_value",
        "is_reportable", "currency", "note",
    ),
    "forecast_by_period": (
        "as_of", "period_start", "period_end", "entity_type", "entity_id", "measure", "level", "is_champion",
        "expected_amount", "p10", "p50", "p90", "currency", "note",
    ),
    "pipeline_by_deal": (
        "as_of", "opportunity_id", "rep_id", "stage_name", "period_start", "amount_rc", "has_proposal", "clock_days",
        "limit_days", "ladder_steps", "is_excluded", "exclusion_reason", "static_percentage", "ladder_percentage",
        "static_amount", "ladder_amount", "dead_weight_amount", "currency", "note",
    ),
    "pipeline_by_rep": (
        "as_of", "rep_id", "period_start", "deals_count", "open_amount", "static_amount", "ladder_amount",
        "proposals_count", "proposals_amount", "excluded_count", "dead_weight_amount", "currency", "note",
    ),
    "customer_matches": (
        "customer_id", "customer_name", "account_id", "account_name", "match_status", "matched_by", "match_reason",
        "match_confidence", "proposed_account_id", "candidates_count", "candidate_accounts", "documents_count",
        "invoiced_amount", "credited_amount", "net_amount", "unconverted_count", "currency",
    ),
    "cross_references": (
        "entity", "record_id", "surviving_id", "match_status", "matched_by", "reason", "confidence", "candidates",
    ),
    "crm_findings": (
        "rule_id", "rule_version", "as_of", "object_type", "object_id", "rep_id", "severity", "confidence",
        "value_at_risk_rc", "observed", "expected", "evidence_json", "first_seen", "last_seen", "status", "waived_by",
        "waive_reason",
    ),
    "pipeline_inflation": (
        "rep_id", "rep_name", "cohort_start", "cohort_end", "opportunities_count", "proposals_count", "won_count",
        "created_amount", "proposals_amount", "invoiced_amount", "p_value", "q_value", "is_inflated", "currency",
        "note",
    ),
    "data_quality": ("issue", "table_name", "detail", "remedy"),
    "source_freshness": (
        "source_system", "table_name", "is_connected", "current_rows", "quarantined_rows", "last_record_at",
        "last_loaded_on", "note",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mart", PROMISED)
def test_promised_columns_are_in_the_contract(models: list[Mapping[str, Any]], mart: str) -> None:
    (model,) = [model for model in models if model["name"] == mart and model["schema"] == "marts"]
    assert model["config"]["contract"]["enforced"]
    assert set(PROMISED[mart]) <= set(model["columns"])
