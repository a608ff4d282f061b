-- One row per call, e-mail, meeting or other touch that the CRM logged as done or planned. A meeting of which neither
-- status nor length is known was held when something followed on it within days.
with tasks as (
    select * from {{ ref('stg_salesforce__tasks') }} where not is_deleted
),

wordings as (
    select wording_kind, wording, meaning from {{ ref('int_wordings') }}
),

-- Whether a meeting was held is what its status means; one that means nothing to us is none.
events as (
    select events.*, case when statuses.wording is not null then statuses.meaning = 'held' end as is_held
    from {{ ref('stg_salesforce__events') }} as events
    left join wordings as statuses
        on statuses.wording_kind = 'meeting_status' and {{ text_key('events.status') }} = statuses.wording
    where not events.is_deleted
),

rep_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'rep'
),

mapped_activities as (
    select * from {{ ref('stg_csv_mapping__activities') }} where not is_deleted
),

-- A task counts once it is done; a task without a status is taken as done on its day.
done_tasks as (
    select
        *,
        lower(coalesce(subject_prefix, '')) as prefix,
        coalesce(completed_at, {{ day_start('activity_date') }}, created_at) as occurred_at,
        lower(coalesce(task_subtype, task_type, '')) as kind
    from tasks
    where completed_at is not null or status is null or lower(status) = 'completed'
),

unioned as (
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
        cast(null as boolean) as is_held,
        cast(null as boolean) as is_held_inferred,
        call_disposition,
        cast(call_duration_seconds as bigint) as duration_seconds,
        known_at
    from done_tasks
    union all
    select
        event_id,
        case when lower(event_type) in ('meeting', 'call', 'email') then lower(event_type) else 'other' end,
        cast(null as varchar),
        false,
        coalesce(starts_at, created_at),
        owner_id,
        who_id,
        what_id,
        case
            when is_held is not null then is_held
            when {{ seconds_between('starts_at', 'ends_at') }} > 0 then true
        end,
        is_held is null,
        cast(null as varchar),
        {{ seconds_between('starts_at', 'ends_at') }},
        known_at
    from events
    union all
    select
        activity_id,
        case when activity_type in ('meeting', 'call', 'email') then activity_type else 'other' end,
        case when direction in ('out', 'in') then direction end,
        false,
        occurred_at,
        rep_id,
        lead_id,
        coalesce(opportunity_id, account_id),
        case when activity_type = 'meeting' then coalesce(is_held, case when duration_seconds > 0 then true end) end,
        case when activity_type = 'meeting' then is_held is null end,
        outcome,
        duration_seconds,
        known_at
    from mapped_activities
    union all
    select
        activity_id,
        activity_type,
        direction,
        false,
        occurred_at,
        rep_id,
        lead_id,
        lead_id,
        case when activity_type = 'meeting' and duration_seconds > 0 then true end,
        case when activity_type = 'meeting' then true end,
        cast(null as varchar),
        duration_seconds,
        known_at
    from {{ ref('int_odoo_activities') }}
),

followed as (
    select distinct meetings.activity_id
    from unioned as meetings
    inner join unioned as later
        on
            coalesce(meetings.what_id, meetings.who_id) = coalesce(later.what_id, later.who_id)
            and meetings.occurred_at < later.occurred_at
            and {{ seconds_between('meetings.occurred_at', 'later.occurred_at') }}
            <= {{ threshold('M35.follow_up_days') }} * 86400
    where meetings.is_held_inferred and meetings.is_held is null and later.occurred_at < {{ as_of_end() }}
)

select
    unioned.activity_id,
    unioned.activity_type,
    unioned.direction,
    unioned.is_auto_reply,
    unioned.occurred_at,
    coalesce(rep_merges.surviving_id, unioned.rep_id) as rep_id,
    unioned.who_id,
    unioned.what_id,
    case
        when unioned.is_held_inferred then coalesce(unioned.is_held, followed.activity_id is not null)
        else unioned.is_held
    end as is_held,
    unioned.is_held_inferred,
    -- A voicemail takes time too.
    coalesce(outcomes.meaning = 'missed', false) as is_missed,
    coalesce(outcomes.meaning = 'bad_number', false) as is_number_invalid,
    unioned.duration_seconds,
    unioned.known_at
from unioned
left join followed on unioned.activity_id = followed.activity_id
left join rep_merges on unioned.rep_id = rep_merges.record_id
left join wordings as outcomes
    on outcomes.wording_kind = 'call_outcome' and {{ text_key('unioned.call_disposition') }} = outcomes.wording
