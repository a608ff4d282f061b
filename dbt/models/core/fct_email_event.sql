-- One row per event of a tracked e-mail up to AS_OF: delivered, open, click, bounce and so on.
with delivered as (
    select *
    from {{ union_systems('email_events', {
        'string': [
            'email_event_id', 'message_id', 'event', 'rep_email', 'opportunity_key', 'lead_key', 'campaign_key'
        ],
        'boolean': ['is_machine_open', 'is_deleted'],
        'timestamp': ['occurred_at', 'known_at'],
    }) }} as email_events
    where not is_deleted and occurred_at < {{ as_of_end() }}
),

persons as (
    select * from {{ union_systems('email_event_persons', {'string': ['email_event_id', 'email', 'url']}) }} as persons
),

-- An event may be delivered again under another id. Events of forgotten people have no link and are not compared.
numbered as (
    select
        delivered.*,
        row_number() over (
            partition by
                delivered.message_id,
                delivered.event,
                delivered.occurred_at,
                coalesce(persons.email, delivered.email_event_id),
                case when persons.url = 'forgotten' then delivered.email_event_id else persons.url end
            order by delivered.known_at, delivered.email_event_id
        ) as number_of_copy
    from delivered
    left join persons on delivered.email_event_id = persons.email_event_id
),

events as (
    select * from numbered where number_of_copy = 1
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

opportunities as (
    select {{ text_key(raw_id('opportunity_id')) }} as match_key, min(opportunity_id) as opportunity_id
    from {{ ref('int_opportunities_unioned') }}
    where started_at < {{ as_of_end() }}
    group by {{ text_key(raw_id('opportunity_id')) }}
),

leads as (
    select {{ text_key(raw_id('lead_id')) }} as match_key, min(lead_id) as lead_id
    from {{ ref('int_leads_dated') }}
    group by {{ text_key(raw_id('lead_id')) }}
),

-- Security scanners click the links of a message in a burst: three clicks within five seconds are not made by a person.
bursts as (
    select
        email_event_id,
        coalesce({{ seconds_between('lag(occurred_at, 2) over message', 'occurred_at') }} <= 5, false)
        or coalesce(
            {{ seconds_between('lag(occurred_at) over message', 'lead(occurred_at) over message') }} <= 5, false
        )
        or coalesce({{ seconds_between('occurred_at', 'lead(occurred_at, 2) over message') }} <= 5, false) as is_burst
    from events
    where event = 'click' and message_id is not null
    window message as (partition by message_id order by occurred_at, email_event_id)
)

select
    events.email_event_id,
    events.message_id,
    events.event,
    events.occurred_at,
    {{ business_date('events.occurred_at') }} as occurred_date,
    coalesce(events.is_machine_open, false) or coalesce(bursts.is_burst, false) as is_machine,
    aliases.rep_id,
    opportunities.opportunity_id,
    leads.lead_id,
    events.campaign_key as campaign_id,
    events.known_at
from events
left join aliases on events.rep_email = aliases.alias
left join opportunities on {{ text_key('events.opportunity_key') }} = opportunities.match_key
left join leads on {{ text_key('events.lead_key') }} = leads.match_key
left join bursts on events.email_event_id = bursts.email_event_id
