-- One row per activity logged in the CRM up to AS_OF.
with activities as (
    select * from {{ ref('int_activities_unioned') }} where occurred_at < {{ as_of_end() }}
),

opportunities as (
    select opportunity_id, account_id from {{ ref('int_opportunities_unioned') }}
),

leads as (
    select lead_id from {{ ref('int_leads_dated') }}
),

contacts as (
    select contact_id, account_id from {{ ref('dim_contact') }}
),

accounts as (
    select account_id from {{ ref('int_accounts_unioned') }}
)

select
    activities.activity_id,
    activities.activity_type,
    activities.direction,
    activities.is_auto_reply,
    activities.occurred_at,
    {{ business_date('activities.occurred_at') }} as occurred_date,
    coalesce(activities.rep_id, 'unassigned') as rep_id,
    opportunities.opportunity_id,
    leads.lead_id,
    contacts.contact_id,
    coalesce(
        {{ surviving('account', 'coalesce(opportunities.account_id, accounts.account_id)') }}, contacts.account_id
    ) as account_id,
    activities.is_held,
    activities.is_held_inferred,
    activities.is_number_invalid,
    activities.duration_seconds,
    -- A meeting logged as a finished task took place.
    case activities.activity_type
        when 'email' then coalesce(activities.direction = 'in' and not activities.is_auto_reply, false)
        when 'meeting' then coalesce(activities.is_held, true)
        when 'call' then {{ is_conversation('activities.duration_seconds', 'activities.is_missed') }}
        else false
    end as is_two_way,
    activities.known_at
from activities
left join opportunities on activities.what_id = opportunities.opportunity_id
left join accounts on activities.what_id = accounts.account_id
left join leads on activities.who_id = leads.lead_id
left join contacts on {{ surviving('contact', 'activities.who_id') }} = contacts.contact_id
