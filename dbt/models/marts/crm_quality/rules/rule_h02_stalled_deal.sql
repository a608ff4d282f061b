-- One row per open opportunity without a stage advance or buyer activity for longer than its limit, or than the 90th
-- percentile of days that won opportunities spent in its stage (H02). Severity is low, medium or high beyond one, two
-- or three times that.
{% set rule = {
    'id': 'H02',
    'version': '1',
    'title': 'No progress for longer than usual',
    'object_type': 'opportunity',
    'severities': ['low', 'medium', 'high'],
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
        deals.silence_days is not null as is_silence_known
    from {{ ref('fct_open_deal') }} as deals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on deals.opportunity_id = opportunities.opportunity_id
    where deals.clock_days > deals.limit_days or deals.clock_days > deals.dwell_limit_days

)

-- The confidence is the share of won opportunities that had left the stage by then: 0.9 at the 90th percentile.
select
    '{{ rule.id }}' as rule_id,
    '{{ rule.version }}' as rule_version,
    '{{ rule.object_type }}' as object_type,
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
    'in ' || stage_name || ', no ' || case when is_silence_known then 'answer and no ' else '' end
    || 'step forward for ' || clock_days || ' days'
    || case when is_silence_known then '' else '; whether the customer answered is not known' end as observed,
    'a step forward' || case when is_silence_known then ' or an answer of the customer' else '' end || ' within '
    || cast(floor(days_allowed) as integer) || ' days' as expected,
    {{ json_object_text({
        'stage_name': 'stage_name',
        'stage_advanced_on': 'cast(stage_advanced_on as varchar)',
        'last_buyer_event_on': 'cast(last_buyer_event_on as varchar)',
        'clock_days': 'clock_days',
        'limit_days': 'round(limit_days, 1)',
        'dwell_limit_days': 'round(dwell_limit_days, 1)',
        'ladder_steps': 'ladder_steps',
    }) }} as evidence_json
from stalled
