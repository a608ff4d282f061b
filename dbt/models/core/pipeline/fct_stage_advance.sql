-- One row per opportunity and stage that was further than all earlier ones, up to AS_OF. Moving an opportunity back and
-- forth adds none, and neither does reopening it: its time in the furthest stage continues.
with entries as (

    select
        events.opportunity_id,
        events.new_value as stage_name,
        stages.stage_order,
        events.occurred_at as advanced_at,
        events.occurred_date as advanced_on,
        max(stages.stage_order) over (
            partition by events.opportunity_id
            order by events.occurred_at
            rows between unbounded preceding and 1 preceding
        ) as furthest_order
    from {{ ref('fct_opportunity_event') }} as events
    inner join {{ ref('dim_stage') }} as stages
        on events.new_value = stages.stage_name
    where
        events.event_type in ('created', 'stage')
        and not stages.is_closed
        and events.new_value <> '{{ unknown_stage() }}'

),

advances as (

    select
        opportunity_id,
        stage_name,
        stage_order,
        advanced_at,
        advanced_on,
        lead(advanced_on) over (partition by opportunity_id order by advanced_at) as next_advanced_on
    from entries
    where furthest_order is null or stage_order > furthest_order

)

select
    advances.opportunity_id,
    advances.stage_name,
    advances.stage_order,
    advances.advanced_at,
    advances.advanced_on,
    coalesce(advances.next_advanced_on, opportunities.closed_date) as left_on,
    advances.next_advanced_on is null as is_furthest
from advances
inner join {{ ref('fct_opportunity') }} as opportunities
    on advances.opportunity_id = opportunities.opportunity_id
