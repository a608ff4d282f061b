-- One row per activity on a record of Salesforce that is not yet done at AS_OF: an open task or a future appointment.
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
union all
select
    event_id,
    what_id,
    {{ business_date('starts_at') }}
from {{ ref('stg_salesforce__events') }}
where
    not is_deleted
    and created_at < {{ as_of_end() }}
    and starts_at >= {{ as_of_end() }}
    and lower(coalesce(status, 'planned')) <> 'cancelled'
