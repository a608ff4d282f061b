-- One row per opportunity that came from a lead or has an activity by AS_OF: its first contact and first appointment.
with activities as (
    select * from {{ ref('int_activities_unioned') }} where occurred_at < {{ as_of_end() }}
),

leads as (
    select lead_id, created_at, converted_opportunity_id as opportunity_id
    from {{ ref('int_leads_dated') }}
    where is_converted and converted_opportunity_id is not null
),

-- Activities of a lead count for the opportunity to which it was converted.
touches as (
    select
        what_id as opportunity_id,
        occurred_at,
        activity_id,
        activity_type = 'meeting' and coalesce(is_held, true) as is_appointment,
        rep_id
    from activities
    where what_id is not null
    union all
    select
        leads.opportunity_id,
        activities.occurred_at,
        activities.activity_id,
        activities.activity_type = 'meeting' and coalesce(activities.is_held, true),
        activities.rep_id
    from activities
    inner join leads on activities.who_id = leads.lead_id
    where activities.what_id is distinct from leads.opportunity_id
),

appointments as (
    select opportunity_id, occurred_at, rep_id
    from (
        select
            *,
            row_number() over (partition by opportunity_id order by occurred_at, activity_id) as appointment_number
        from touches
        where is_appointment
    ) as numbered
    where appointment_number = 1
),

firsts as (
    select opportunity_id, min(occurred_at) as first_contact_at
    from (
        select opportunity_id, occurred_at from touches
        union all
        select opportunity_id, created_at from leads where created_at is not null
    ) as contacts
    group by opportunity_id
)

select
    firsts.opportunity_id,
    firsts.first_contact_at,
    appointments.occurred_at as first_appointment_at,
    appointments.rep_id as first_appointment_rep_id
from firsts
left join appointments on firsts.opportunity_id = appointments.opportunity_id
