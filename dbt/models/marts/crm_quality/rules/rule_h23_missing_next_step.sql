-- One row per open opportunity from the second stage on without a next step and without a planned activity (H23). The
-- rule does not apply when the CRM contains neither for any opportunity.
{% set rule = {
    'id': 'H23',
    'version': '1',
    'title': 'No next step',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': {
        'placeholder': 'the next step is a placeholder',
        'no_step_since': 'no next step, the last activity was due on {planned_until}',
        'no_activity_since': 'no planned activity, the last one was due on {planned_until}',
        'no_activity': 'no planned activity',
        'no_step': 'no next step',
    },
    'expected': 'a next step with a date, or a planned activity',
    'evidence': ['reason', 'stage_name', 'missing_since', 'planned_until'],
    'needs': {},
} %}
{{ config(meta={'rule': rule}) }}
with crm_usage as (

    select
        count(next_step) > 0 as are_next_steps_kept,
        (select count(*) > 0 from {{ ref('fct_planned_activity') }}) as are_activities_planned
    from {{ ref('fct_opportunity') }}

),

-- The day on which the last next step that is not a placeholder value was removed.
cleared_steps as (

    select
        opportunity_id,
        max(occurred_date) as cleared_on
    from {{ ref('fct_opportunity_event') }}
    where event_type = 'next_step' and not {{ is_placeholder('old_value') }}
    group by opportunity_id

),

planned as (

    select
        opportunity_id,
        max(due_on) as planned_until
    from {{ ref('fct_planned_activity') }}
    group by opportunity_id

),

past_first_stage as (

    select
        advances.opportunity_id,
        min(advances.advanced_on) as advanced_on
    from {{ ref('fct_stage_advance') }} as advances
    inner join {{ ref('dim_stage_ladder') }} as ladder
        on advances.stage_order = ladder.stage_order
    where ladder.stage_number >= {{ threshold('H23.stage_least') }}
    group by advances.opportunity_id

),

deals as (

    select
        opportunities.opportunity_id,
        opportunities.owner_id,
        opportunities.stage_name,
        opportunities.amount_rc,
        opportunities.next_step,
        planned.planned_until,
        crm_usage.are_next_steps_kept,
        greatest(
            coalesce(past_first_stage.advanced_on, opportunities.created_date),
            coalesce(cleared_steps.cleared_on, opportunities.created_date),
            coalesce(planned.planned_until, opportunities.created_date)
        ) as missing_since
    from {{ ref('fct_open_deal') }} as open_deals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on open_deals.opportunity_id = opportunities.opportunity_id
    cross join crm_usage
    left join cleared_steps
        on opportunities.opportunity_id = cleared_steps.opportunity_id
    left join planned
        on opportunities.opportunity_id = planned.opportunity_id
    left join past_first_stage
        on opportunities.opportunity_id = past_first_stage.opportunity_id
    where
        (crm_usage.are_next_steps_kept or crm_usage.are_activities_planned)
        and open_deals.stage_number >= {{ threshold('H23.stage_least') }}
        and opportunities.is_next_step_known
        and {{ is_placeholder('opportunities.next_step') }}

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        case
            when next_step is not null then 'placeholder'
            when planned_until is not null
                then case when are_next_steps_kept then 'no_step_since' else 'no_activity_since' end
            when are_next_steps_kept then 'no_step'
            else 'no_activity'
        end as reason,
        stage_name,
        missing_since,
        planned_until
    from deals
    where {{ days_between('missing_since', as_of()) }} > {{ threshold('H23.grace_days') }}

)

{{ finding(rule) }}
