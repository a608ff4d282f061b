-- One row per open opportunity that was moved back to an earlier stage, forward, and back again within thirty days
-- (H08). A step back that is not repeated is an honest correction.
{% set rule = {
    'id': 'H08',
    'version': '1',
    'title': 'Stage moved back and forth',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'moved back to an earlier stage {steps_back} times, the last time from {from_stage} to {to_stage}',
    'expected': 'a stage that moves forward, or a single correction',
    'evidence': ['steps_back', 'from_stage', 'to_stage', 'last_step_back_on', 'days_between_steps'],
    'needs': {'crm_history': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with steps_back as (

    select
        events.opportunity_id,
        events.old_value as from_stage,
        events.new_value as to_stage,
        events.occurred_date,
        old_stage.stage_order > lag(new_stage.stage_order) over (
            partition by events.opportunity_id order by events.occurred_at
        ) as is_after_step_forward,
        {{ days_between(
            'lag(events.occurred_date) over (partition by events.opportunity_id order by events.occurred_at)',
            'events.occurred_date'
        ) }} as days_between_steps,
        row_number() over (partition by events.opportunity_id order by events.occurred_at desc) as recency
    from {{ ref('fct_opportunity_event') }} as events
    inner join {{ ref('dim_stage') }} as old_stage
        on events.old_value = old_stage.stage_name
    inner join {{ ref('dim_stage') }} as new_stage
        on events.new_value = new_stage.stage_name
    where
        events.event_type = 'stage'
        and not old_stage.is_closed
        and not new_stage.is_closed
        and new_stage.stage_order < old_stage.stage_order

),

last_steps as (

    select
        opportunity_id,
        min(case when is_after_step_forward then days_between_steps end) as days_between_steps,
        count(*) as steps_back,
        max(case when recency = 1 then from_stage end) as from_stage,
        max(case when recency = 1 then to_stage end) as to_stage,
        max(occurred_date) as last_step_back_on
    from steps_back
    group by opportunity_id

),

found as (

    select
        opportunities.opportunity_id as object_id,
        opportunities.owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        opportunities.amount_rc as value_at_risk_rc,
        last_steps.steps_back,
        last_steps.from_stage,
        last_steps.to_stage,
        last_steps.last_step_back_on,
        last_steps.days_between_steps
    from last_steps
    inner join {{ ref('fct_opportunity') }} as opportunities
        on last_steps.opportunity_id = opportunities.opportunity_id
    where
        opportunities.is_open
        and not opportunities.is_deleted
        and last_steps.days_between_steps <= {{ threshold('H08.days_most') }}

)

{{ finding(rule) }}
