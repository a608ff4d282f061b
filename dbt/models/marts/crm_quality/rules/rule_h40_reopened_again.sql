-- One row per opportunity that was reopened at least twice after it had been closed (H40).
{% set rule = {
    'id': 'H40',
    'version': '1',
    'title': 'Reopened again',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'reopened {reopenings} times, the last time on {reopened_on}',
    'expected': 'one second chance, after the customer asked for it',
    'evidence': ['reopenings', 'reopened_on', 'stage_name'],
    'needs': {'crm_history': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with reopenings as (

    select
        opportunity_id,
        max(occurred_date) as reopened_on
    from {{ ref('fct_opportunity_event') }}
    where event_type = 'reopened'
    group by opportunity_id

),

found as (

    select
        opportunities.opportunity_id as object_id,
        opportunities.owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        opportunities.amount_rc as value_at_risk_rc,
        opportunities.reopen_count as reopenings,
        reopenings.reopened_on,
        opportunities.stage_name
    from {{ ref('fct_opportunity') }} as opportunities
    inner join reopenings
        on opportunities.opportunity_id = reopenings.opportunity_id
    where not opportunities.is_deleted and opportunities.reopen_count >= {{ threshold('H40.reopenings_least') }}

)

{{ finding(rule) }}
