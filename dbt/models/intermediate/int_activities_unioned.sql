-- One row per call, e-mail, meeting or other activity that a CRM logged as done or planned. A meeting without status
-- and duration counts as held when another activity follows within days.
with unioned as (
    select *
    from {{ union_systems('activities', {
        'string': [
            'activity_id', 'activity_type', 'direction', 'rep_id', 'who_id', 'what_id', 'meeting_status', 'call_outcome'
        ],
        'boolean': ['is_auto_reply', 'is_appointment', 'is_held'],
        'bigint': ['duration_seconds'],
        'timestamp': ['occurred_at', 'known_at'],
    }) }} as activities
),

mapped_values as (
    select value_kind, entered_value, meaning from {{ ref('int_mapped_values') }}
),

-- An unmapped meeting status does not say whether the meeting was held.
with_stated_outcome as (
    select
        unioned.*,
        coalesce(unioned.is_held, case when statuses.entered_value is not null then statuses.meaning = 'held' end)
            as is_stated_held
    from unioned
    left join mapped_values as statuses
        on
            statuses.value_kind = 'meeting_status'
            and {{ text_key('unioned.meeting_status') }} = statuses.entered_value
),

meetings_judged as (
    select
        *,
        is_appointment and is_stated_held is null and coalesce(duration_seconds, 0) <= 0 as is_open_question
    from with_stated_outcome
),

followed_meetings as (
    select distinct meetings.activity_id
    from meetings_judged as meetings
    inner join unioned as later
        on
            coalesce(meetings.what_id, meetings.who_id) = coalesce(later.what_id, later.who_id)
            and meetings.occurred_at < later.occurred_at
            and {{ seconds_between('meetings.occurred_at', 'later.occurred_at') }}
            <= {{ threshold('M35.follow_up_days') }} * 86400
    where meetings.is_open_question and later.occurred_at < {{ as_of_end() }}
)

select
    meetings_judged.activity_id,
    meetings_judged.activity_type,
    meetings_judged.direction,
    coalesce(meetings_judged.is_auto_reply, false) as is_auto_reply,
    meetings_judged.occurred_at,
    {{ surviving('rep', 'meetings_judged.rep_id') }} as rep_id,
    meetings_judged.who_id,
    meetings_judged.what_id,
    case
        when meetings_judged.is_open_question then followed_meetings.activity_id is not null
        when meetings_judged.is_appointment then coalesce(meetings_judged.is_stated_held, true)
    end as is_held,
    case when meetings_judged.is_appointment then meetings_judged.is_stated_held is null end as is_held_inferred,
    -- A voicemail has a duration too.
    coalesce(outcomes.meaning = 'missed', false) as is_missed,
    coalesce(outcomes.meaning = 'bad_number', false) as is_number_invalid,
    meetings_judged.duration_seconds,
    meetings_judged.known_at
from meetings_judged
left join followed_meetings on meetings_judged.activity_id = followed_meetings.activity_id
left join mapped_values as outcomes
    on outcomes.value_kind = 'call_outcome' and {{ text_key('meetings_judged.call_outcome') }} = outcomes.entered_value
