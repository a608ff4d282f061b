-- One row per activity on an opportunity that was still to be done at AS_OF: an open task, an appointment to come.
with tasks as (

    select
        task_id as planned_activity_id,
        what_id as opportunity_id,
        activity_date as due_on
    from {{ ref('stg_salesforce__tasks') }}
    where
        not is_deleted
        and created_at < {{ as_of_end() }}
        and case
            when completed_at is not null then completed_at >= {{ as_of_end() }}
            else lower(coalesce(status, 'completed')) <> 'completed'
        end

),

events as (

    select
        event_id as planned_activity_id,
        what_id as opportunity_id,
        {{ business_date('starts_at') }} as due_on
    from {{ ref('stg_salesforce__events') }}
    where
        not is_deleted
        and created_at < {{ as_of_end() }}
        and starts_at >= {{ as_of_end() }}
        and lower(coalesce(status, 'planned')) <> 'cancelled'

),

planned as (

    select * from tasks

    union all

    select * from events

)

select
    planned.planned_activity_id,
    planned.opportunity_id,
    planned.due_on
from planned
inner join {{ ref('fct_opportunity') }} as opportunities
    on planned.opportunity_id = opportunities.opportunity_id
