-- One row per finished task or calendar event of Salesforce.
with tasks as (
    select
        *,
        lower(coalesce(subject_prefix, '')) as prefix,
        coalesce(completed_at, {{ day_start('activity_date') }}, created_at) as occurred_at,
        lower(coalesce(task_subtype, task_type, '')) as kind
    from {{ ref('stg_salesforce__tasks') }}
    -- A task counts once it is done; a task without a status counts as done on its day.
    where not is_deleted and (completed_at is not null or status is null or lower(status) = 'completed')
)

select
    task_id as activity_id,
    case
        when kind = 'email' or prefix like '[email]%' then 'email'
        when kind = 'call' or lower(task_type) = 'call' or call_type is not null then 'call'
        when lower(task_type) = 'meeting' then 'meeting'
        else 'other'
    end as activity_type,
    case
        when prefix like '[email] [out]%' or lower(call_type) = 'outbound' then 'out'
        when prefix like '[email] [in]%' or lower(call_type) = 'inbound' then 'in'
    end as direction,
    prefix like '%automatic reply:' as is_auto_reply,
    occurred_at,
    owner_id as rep_id,
    who_id,
    what_id,
    false as is_appointment,
    cast(null as varchar) as meeting_status,
    call_disposition as call_outcome,
    cast(call_duration_seconds as bigint) as duration_seconds,
    known_at
from tasks
union all
select
    event_id,
    case when lower(event_type) in ('meeting', 'call', 'email') then lower(event_type) else 'other' end,
    null,
    false,
    coalesce(starts_at, created_at),
    owner_id,
    who_id,
    what_id,
    true,
    status,
    null,
    {{ seconds_between('starts_at', 'ends_at') }},
    known_at
from {{ ref('stg_salesforce__events') }}
where not is_deleted
