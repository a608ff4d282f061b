-- One row per activity with a lead by AS_OF: calls, meetings and others as logged in the CRM, e-mails from the CRM or
-- the mail system.
with leads as (
    select * from {{ ref('int_leads_dated') }}
),

activities as (
    select * from {{ ref('fct_activity') }}
),

leads_with_activities as (
    select lead_id from activities where lead_id is not null group by lead_id
),

-- A CRM may move the activities of a lead to the contact of the converted lead.
moved_activities as (
    select activities.*, leads.lead_id as moved_lead_id
    from activities
    inner join leads on activities.contact_id = leads.converted_contact_id
    left join leads_with_activities on leads.lead_id = leads_with_activities.lead_id
    where
        leads.is_converted
        and leads_with_activities.lead_id is null
        and activities.lead_id is null
        and activities.occurred_at >= leads.created_at
        and activities.occurred_date <= leads.converted_date
),

logged as (
    select *, lead_id as touched_lead_id from activities
    where lead_id is not null and not (activity_type = 'email' and coalesce(direction, 'out') = 'out')
    union all
    select * from moved_activities
)

select
    activity_id as lead_touch_id,
    touched_lead_id as lead_id,
    occurred_at,
    occurred_date,
    activity_type as touch_type,
    rep_id,
    coalesce(direction, 'out') = 'out' as is_attempt,
    false as is_automated,
    is_two_way,
    is_number_invalid,
    known_at
from logged
union all
select
    email_message_id,
    lead_id,
    sent_at,
    sent_date,
    'email',
    rep_id,
    true,
    is_automated,
    false,
    false,
    known_at
from {{ ref('fct_email_message') }}
where lead_id is not null and coalesce(direction, 'out') = 'out'
