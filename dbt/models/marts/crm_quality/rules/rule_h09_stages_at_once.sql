-- One row per won opportunity that passed three stages or more, from its creation to the win, within one hour (H09).
-- Types of direct orders, such as an order by phone, need no stages and are exempt.
{% set rule = {
    'id': 'H09',
    'version': '1',
    'title': 'All stages within an hour',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'created and won within {minutes} minutes, with {stages} stages',
    'expected': 'stages that are entered when the customer reaches them',
    'evidence': ['closed_date', 'minutes', 'stages'],
    'needs': {'crm_history': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with wins as (

    select
        *,
        {{ seconds_between('created_at', 'closed_at') }} as seconds_to_win
    from {{ ref('fct_opportunity') }}
    where is_won and not is_deleted and not {{ is_direct_order('opportunity_type') }}

),

stages as (

    select
        wins.opportunity_id,
        count(distinct intervals.stage_name) as stages
    from wins
    inner join {{ ref('fct_opportunity_interval') }} as intervals
        on wins.opportunity_id = intervals.opportunity_id and wins.closed_at >= intervals.valid_from
    group by wins.opportunity_id

),

found as (

    select
        wins.opportunity_id as object_id,
        wins.owner_at_close_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        wins.amount_rc as value_at_risk_rc,
        wins.closed_date,
        cast(floor(wins.seconds_to_win / 60) as integer) as minutes,
        stages.stages
    from wins
    inner join stages
        on wins.opportunity_id = stages.opportunity_id
    where
        wins.seconds_to_win between 0 and 60 * {{ threshold('H09.minutes_most') }}
        and stages.stages >= {{ threshold('H09.stages_least') }}

)

{{ finding(rule) }}
