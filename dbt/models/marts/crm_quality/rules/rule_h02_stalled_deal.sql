-- One row per open opportunity without a stage advance or buyer activity for longer than its limit, or than the 90th
-- percentile of days that won opportunities spent in its stage (H02). Severity is low, medium or high beyond one, two
-- or three times that.
{% set rule = {
    'id': 'H02',
    'version': '1',
    'title': 'No progress for longer than usual',
    'object_type': 'opportunity',
    'severities': ['low', 'medium', 'high'],
    'observed': {
        'no_answer': 'in {stage_name}, no answer and no step forward for {clock_days} days',
        'no_step': 'in {stage_name}, no step forward for {clock_days} days; whether the customer answered is not known',
    },
    'expected': {
        'no_answer': 'a step forward or an answer of the customer within {days_allowed} days',
        'no_step': 'a step forward within {days_allowed} days',
    },
    'evidence': [
        'reason', 'stage_name', 'stage_advanced_on', 'last_buyer_event_on', 'clock_days', 'days_allowed', 'limit_days',
        'dwell_limit_days', 'ladder_steps',
    ],
    'needs': {'crm_history': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with stalled as (

    select
        deals.*,
        opportunities.amount_rc,
        least(
            coalesce(deals.limit_days, deals.dwell_limit_days), coalesce(deals.dwell_limit_days, deals.limit_days)
        ) as days_allowed,
        -- Unknown when no customer reply is logged at all, or when this deal has neither a reply nor a creation date.
        case when deals.silence_days is null then 'no_step' else 'no_answer' end as reason
    from {{ ref('fct_open_deal') }} as deals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on deals.opportunity_id = opportunities.opportunity_id
    where deals.clock_days > deals.limit_days or deals.clock_days > deals.dwell_limit_days

),

-- The confidence is the share of won opportunities that had left the stage by then: 0.9 at the 90th percentile.
found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        case
            when clock_days > days_allowed * {{ threshold('M92.excluded') }} then 'high'
            when clock_days > days_allowed * {{ threshold('M92.two_stages_back') }} then 'medium'
            else 'low'
        end as severity,
        {{ threshold('H02.dwell_quantile') }} * least(
            1, clock_days / greatest(coalesce(dwell_limit_days, limit_days * {{ threshold('M92.excluded') }}), 1)
        ) as confidence,
        amount_rc as value_at_risk_rc,
        reason,
        stage_name,
        stage_advanced_on,
        last_buyer_event_on,
        clock_days,
        cast(floor(days_allowed) as integer) as days_allowed,
        round(limit_days, 1) as limit_days,
        round(dwell_limit_days, 1) as dwell_limit_days,
        ladder_steps
    from stalled

)

{{ finding(rule) }}
