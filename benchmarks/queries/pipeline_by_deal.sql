-- prepared by: fct_buyer_contact, fct_stage_advance, dim_segment, dim_stage_dwell, dim_stage_ladder, fct_open_deal
-- Not the rep's name and team, currency and note.
with
-- part: open_deals

select
    getvariable('as_of')::date as as_of, opportunity_id, coalesce(owner_id, 'unassigned') as rep_id, account_id,
    segment, stage_name, expected_close_date, expected_close_date < as_of as is_past_due,
    if(
        expected_close_date is not null and amount_rc is not null and static_percentage is not null,
        date_trunc('quarter', greatest(expected_close_date, as_of)
            - to_months(getvariable('fiscal_year_start_month')::integer - 1))
            + to_months(getvariable('fiscal_year_start_month')::integer - 1), null
    )::date as period_start,
    amount_rc, amount is null and usual_amount is not null as is_amount_estimated,
    first_proposal_date is not null as has_proposal, proposal_valid_until, stage_advanced_on, last_buyer_event_on,
    clock_days, limit_days, stall_ratio, ladder_steps,
    if(days_silent < 0, 0, days_silent) as silence_days, silence_limit_days,
    exclusion_reason is not null as is_excluded, exclusion_reason, static_percentage, ladder_percentage,
    round(amount_rc * static_percentage * 0.01, 2)::decimal(18, 2) as static_amount,
    round(amount_rc * ladder_percentage * 0.01, 2)::decimal(18, 2) as ladder_amount,
    if(exclusion_reason is not null, amount_rc, 0)::decimal(18, 2) as dead_weight_amount
from judged
