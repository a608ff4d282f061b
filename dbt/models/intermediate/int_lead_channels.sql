-- One row per lead whose person is known: which channels it has, and whether its address had a hard bounce. The
-- personal data is not passed on.
with persons as (
    select * from {{ ref('int_lead_persons_unioned') }} where not is_deleted
),

-- Hard bounces only; a blocked or deferred message may be delivered later.
bounced as (
    select distinct event_persons.email
    from {{ union_systems('email_events', {
        'string': ['email_event_id', 'event', 'bounce_type'],
        'boolean': ['is_deleted'],
        'timestamp': ['occurred_at'],
    }) }} as events
    inner join {{ union_systems('email_event_persons', {'string': ['email_event_id', 'email']}) }} as event_persons
        on events.email_event_id = event_persons.email_event_id
    where
        events.event = 'bounce'
        and coalesce(events.bounce_type, 'bounce') = 'bounce'
        and not events.is_deleted
        and events.occurred_at < {{ as_of_end() }}
        and event_persons.email is not null
)

select
    persons.lead_id,
    persons.email is not null as has_email,
    bounced.email is not null as is_email_bounced,
    coalesce(nullif(trim(persons.phone), ''), nullif(trim(persons.mobile_phone), '')) is not null as has_phone
from persons
left join bounced on persons.email = bounced.email
