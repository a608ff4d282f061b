-- One row per open opportunity whose customer has been silent for more than sixty days, and for longer than the 90th
-- percentile of the longest silence in won opportunities (H03). Automatic replies are no answer. Calls and visits that
-- nobody logs look like silence.
{% set rule = {
    'id': 'H03',
    'version': '1',
    'title': 'No sign of the customer',
    'object_type': 'opportunity',
    'severities': ['high'],
    'observed': {
        'silent': 'no call, meeting or answer of the customer for {silence_days} days',
        'never': 'no call, meeting or answer of the customer in the {silence_days} days since it was created',
    },
    'expected': 'a sign of the customer within {silence_limit_days} days',
    'evidence': ['reason', 'stage_name', 'last_buyer_event_on', 'silence_days', 'silence_limit_days'],
    'needs': {'activities': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with found as (

    select
        deals.opportunity_id as object_id,
        deals.owner_id as rep_id,
        'high' as severity,
        -- The share of customers who bought and were never silent for so long.
        cast({{ threshold('M93.silence_quantile') }} as double) as confidence,
        opportunities.amount_rc as value_at_risk_rc,
        case when deals.last_buyer_event_on is null then 'never' else 'silent' end as reason,
        deals.stage_name,
        deals.last_buyer_event_on,
        deals.silence_days,
        cast(floor(deals.silence_limit_days) as integer) as silence_limit_days
    from {{ ref('fct_open_deal') }} as deals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on deals.opportunity_id = opportunities.opportunity_id
    where deals.silence_days > deals.silence_limit_days

)

{{ finding(rule) }}
