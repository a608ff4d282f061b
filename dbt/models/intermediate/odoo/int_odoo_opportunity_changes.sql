-- One row per change of the owner, the amount or the stage of a lead or opportunity of Odoo, values as text. A loss is
-- a change of stage here; in Odoo the stage stays and the record is archived. To archive a won one is no loss.
with tracked as (
    select * from {{ ref('int_odoo_tracked_changes') }}
),

leads as (
    select
        lead_id,
        stage_id,
        coalesce(is_active, true) as is_active,
        coalesce(won_status, '') = 'won' as is_won
    from {{ ref('stg_odoo__leads') }}
),

stages as (
    select stage_id, stage_name, coalesce(is_won, false) as is_won from {{ ref('stg_odoo__stages') }}
),

-- Stage and archiving may change in one message.
instants as (
    select
        lead_id,
        occurred_at,
        max(tracking_value_id) as tracking_value_id,
        max(case when field_name = 'stage_id' then old_value_integer end) as old_stage,
        max(case when field_name = 'stage_id' then new_value_integer end) as new_stage,
        max(case when field_name = 'active' then old_value_integer end) as old_active,
        max(case when field_name = 'active' then new_value_integer end) as new_active,
        max(case when is_deleted then 1 else 0 end) = 1 as is_deleted,
        max(known_at) as known_at
    from tracked
    where field_name in ('stage_id', 'active')
    group by lead_id, occurred_at
),

-- A field that an instant does not state has its value after the previous change, otherwise before the next change,
-- otherwise the present value.
filled as (
    select
        instants.*,
        coalesce(
            last_value(instants.new_stage ignore nulls) over upto,
            first_value(instants.old_stage ignore nulls) over after_it
        ) as stage_then,
        coalesce(
            last_value(instants.new_active ignore nulls) over upto,
            first_value(instants.old_active ignore nulls) over after_it,
            case when leads.is_active then 1 else 0 end
        ) as active_then,
        first_value(instants.old_stage ignore nulls) over whole as first_stage,
        coalesce(
            first_value(instants.old_active ignore nulls) over whole, case when leads.is_active then 1 else 0 end
        ) as first_active,
        leads.stage_id as present_stage_id,
        leads.is_won
    from instants
    inner join leads on instants.lead_id = leads.lead_id
    window
        upto as (
            partition by instants.lead_id order by instants.occurred_at
            rows between unbounded preceding and current row
        ),
        after_it as (
            partition by instants.lead_id order by instants.occurred_at
            rows between 1 following and unbounded following
        ),
        whole as (
            partition by instants.lead_id order by instants.occurred_at
            rows between unbounded preceding and unbounded following
        )
),

named as (
    select
        filled.tracking_value_id,
        filled.lead_id,
        filled.occurred_at,
        filled.is_deleted,
        filled.known_at,
        case
            when filled.active_then = 0 and not (filled.is_won and coalesce(stages.is_won, present.is_won, false))
                then 'Lost'
            else coalesce(stages.stage_name, present.stage_name)
        end as stage_name,
        case
            when filled.first_active = 0 and not (filled.is_won and coalesce(firsts.is_won, present.is_won, false))
                then 'Lost'
            else coalesce(firsts.stage_name, present.stage_name)
        end as first_stage_name
    from filled
    left join stages on {{ odoo_id('crm.stage', 'filled.stage_then') }} = stages.stage_id
    left join stages as firsts on {{ odoo_id('crm.stage', 'filled.first_stage') }} = firsts.stage_id
    left join stages as present on filled.present_stage_id = present.stage_id
),

stage_changes as (
    select
        *,
        coalesce(
            lag(stage_name) over (partition by lead_id order by occurred_at), first_stage_name
        ) as previous_stage_name
    from named
)

select
    tracking_value_id || '/stage' as opportunity_change_id,
    lead_id as opportunity_id,
    'stage_name' as field_name,
    previous_stage_name as old_value,
    stage_name as new_value,
    occurred_at,
    is_deleted,
    known_at
from stage_changes
where stage_name is distinct from previous_stage_name
union all
select
    tracking_value_id,
    lead_id,
    'owner',
    {{ odoo_id('res.users', 'nullif(old_value_integer, 0)') }},
    {{ odoo_id('res.users', 'nullif(new_value_integer, 0)') }},
    occurred_at,
    is_deleted,
    known_at
from tracked
where field_name = 'user_id'
union all
select
    tracking_value_id,
    lead_id,
    'amount',
    cast(nullif(old_value_float, 0) as varchar),
    cast(nullif(new_value_float, 0) as varchar),
    occurred_at,
    is_deleted,
    known_at
from tracked
where field_name = 'expected_revenue'
