-- One row per open opportunity from the second stage on without a next step and without a planned activity; without
-- either of them where most open opportunities have both (H23). The rule does not apply when the CRM contains neither
-- for any opportunity.
{% set rule = {
    'id': 'H23',
    'version': '2',
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
with planned as (

    select
        opportunity_id,
        max(due_on) as planned_until
    from {{ ref('fct_planned_activity') }}
    group by opportunity_id

),

crm_usage as (

    select
        count(next_step) > 0 as are_next_steps_kept,
        (select count(*) > 0 from planned) as are_activities_planned
    from {{ ref('fct_opportunity') }}

),

-- Whether most open opportunities have a next step, and most a planned activity.
usual as (

    select
        coalesce(
            avg(case when {{ is_placeholder('opportunities.next_step') }} then 0 else 1 end)
            >= {{ threshold('H23.usage_least') }}
            and avg(case when planned.planned_until >= {{ as_of() }} then 1 else 0 end)
            >= {{ threshold('H23.usage_least') }},
            false
        ) as are_both_usual
    from {{ ref('fct_open_deal') }} as open_deals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on open_deals.opportunity_id = opportunities.opportunity_id
    left join planned
        on open_deals.opportunity_id = planned.opportunity_id
    where open_deals.stage_number >= {{ threshold('H23.stage_least') }}

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
        usual.are_both_usual,
        {{ is_placeholder('opportunities.next_step') }} as is_step_missing,
        coalesce(planned.planned_until < {{ as_of() }}, true) as is_activity_missing,
        coalesce(past_first_stage.advanced_on, opportunities.created_date) as stage_since,
        cleared_steps.cleared_on
    from {{ ref('fct_open_deal') }} as open_deals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on open_deals.opportunity_id = opportunities.opportunity_id
    cross join crm_usage
    cross join usual
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

),

-- Where both are usual either may be missing; elsewhere one of the two is enough.
missing as (

    select
        *,
        case
            when is_step_missing and next_step is not null then 'placeholder'
            when is_step_missing and is_activity_missing and planned_until is not null
                then case when are_next_steps_kept then 'no_step_since' else 'no_activity_since' end
            when is_step_missing and are_next_steps_kept then 'no_step'
            when planned_until is not null then 'no_activity_since'
            else 'no_activity'
        end as reason,
        greatest(
            stage_since,
            case when is_step_missing then coalesce(cleared_on, stage_since) else stage_since end,
            case when is_activity_missing then coalesce(planned_until, stage_since) else stage_since end
        ) as missing_since
    from deals
    where
        (is_step_missing and is_activity_missing)
        or (are_both_usual and (is_step_missing or is_activity_missing))

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        reason,
        stage_name,
        missing_since,
        planned_until
    from missing
    where {{ days_between('missing_since', as_of()) }} > {{ threshold('H23.grace_days') }}

)

{{ finding(rule) }}
