-- One row per open opportunity whose close date was moved into a later month three times, out of the quarter in its
-- last days twice, or by more than a usual sales cycle in total (H04). Changes in the first day belong to data entry,
-- and changes made together with an outcome are not pushes.
{% set rule = {
    'id': 'H04',
    'version': '1',
    'title': 'Close date postponed repeatedly',
    'object_type': 'opportunity',
    'severities': ['high'],
    'observed': {
        'repeated': 'moved into a later month {pushes} times, {pushed_days} days in all',
        'period_end': 'moved out of the quarter in its last days {period_end_pushes} times',
        'far': 'moved by {pushed_days} days in all',
    },
    'expected': {
        'repeated': 'a date that the buyer has agreed to',
        'period_end': 'a date that the buyer has agreed to',
        'far': 'a date that the buyer has agreed to, at most {usual_cycle_days} days later',
    },
    'evidence': [
        'reason', 'pushes', 'period_end_pushes', 'pushed_days', 'usual_cycle_days', 'first_push_on', 'last_push_on',
        'expected_close_date',
    ],
    'needs': {'crm_history': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with opportunities as (

    select
        opportunities.opportunity_id,
        opportunities.owner_id,
        opportunities.amount_rc,
        opportunities.created_at,
        opportunities.expected_close_date,
        segments.creation_cycle_days
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('dim_segment') }} as segments
        on {{ deal_segment('opportunities.opportunity_type') }} = segments.segment
    where opportunities.is_open and not opportunities.is_deleted

),

outcomes as (

    select distinct
        opportunity_id,
        occurred_at
    from {{ ref('fct_opportunity_event') }}
    where event_type in ('closed_won', 'closed_lost', 'reopened')

),

edits as (

    select
        opportunities.opportunity_id,
        events.occurred_date,
        cast(events.old_value as date) as old_date,
        cast(events.new_value as date) as new_date
    from opportunities
    inner join {{ ref('fct_opportunity_event') }} as events
        on opportunities.opportunity_id = events.opportunity_id
    left join outcomes
        on
            events.opportunity_id = outcomes.opportunity_id
            and events.occurred_at = outcomes.occurred_at
    where
        events.event_type = 'close_date'
        and outcomes.opportunity_id is null
        and {{ seconds_between('opportunities.created_at', 'events.occurred_at') }}
        > 3600 * {{ threshold('H04.baseline_hours') }}

),

pushed as (

    select
        opportunity_id,
        count(case when {{ month_start('new_date') }} > {{ month_start('old_date') }} then 1 end) as pushes,
        count(case
            when
                old_date <= {{ quarter_end('occurred_date') }}
                and new_date > {{ quarter_end('occurred_date') }}
                and {{ days_between('occurred_date', quarter_end('occurred_date')) }}
                <= {{ threshold('H04.period_end_days') }}
                then 1
        end) as period_end_pushes,
        sum({{ days_between('old_date', 'new_date') }}) as pushed_days,
        min(occurred_date) as first_push_on,
        max(occurred_date) as last_push_on
    from edits
    group by opportunity_id

),

judged as (

    select
        opportunities.opportunity_id,
        opportunities.owner_id,
        opportunities.amount_rc,
        opportunities.expected_close_date,
        opportunities.creation_cycle_days,
        pushed.pushes,
        pushed.period_end_pushes,
        pushed.pushed_days,
        pushed.first_push_on,
        pushed.last_push_on,
        case
            when pushed.pushes >= {{ threshold('H04.pushes_least') }} then 'repeated'
            when pushed.period_end_pushes >= {{ threshold('H04.period_end_pushes_least') }} then 'period_end'
            when pushed.pushed_days > {{ threshold('H04.cycles_most') }} * opportunities.creation_cycle_days then 'far'
        end as reason
    from opportunities
    inner join pushed
        on opportunities.opportunity_id = pushed.opportunity_id

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'high' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        reason,
        pushes,
        period_end_pushes,
        pushed_days,
        cast(floor(creation_cycle_days) as integer) as usual_cycle_days,
        first_push_on,
        last_push_on,
        expected_close_date
    from judged
    where reason is not null

)

{{ finding(rule) }}
