-- One row per message to or from a customer, finished activity or meeting in Odoo on a lead or an opportunity.
with messages as (
    select * from {{ ref('stg_odoo__messages') }} where not is_deleted
),

users as (
    select partner_id, min(user_id) as user_id
    from {{ ref('stg_odoo__users') }}
    where partner_id is not null
    group by partner_id
),

owners as (
    select * from {{ ref('int_odoo_lead_owners') }}
),

activity_types as (
    select activity_type_id, lower(activity_category) as category, lower(activity_type) as name
    from {{ ref('stg_odoo__activity_types') }}
),

calendar_events as (
    select * from {{ ref('stg_odoo__calendar_events') }} where not is_deleted and coalesce(is_active, true)
),

-- A finished activity leaves a message, and a meeting held is in the calendar as well. System messages and internal
-- notes are not activities.
touches as (
    select
        messages.*,
        users.user_id,
        owners.owner_id,
        case
            when activity_types.category = 'phonecall' then 'call'
            when messages.activity_type_id is not null then 'other'
            else 'email'
        end as activity_type
    from messages
    left join users on messages.author_partner_id = users.partner_id
    left join activity_types on messages.activity_type_id = activity_types.activity_type_id
    left join owners
        on
            messages.lead_id = owners.lead_id
            and messages.sent_at >= owners.valid_from
            and (owners.valid_to is null or messages.sent_at < owners.valid_to)
    where
        (messages.activity_type_id is not null and coalesce(activity_types.category, '') <> 'meeting')
        or (
            messages.activity_type_id is null
            and messages.message_type in ('email', 'comment', 'email_outgoing')
            and not coalesce(messages.is_internal, false)
        )
)

select
    message_id as activity_id,
    activity_type,
    case
        when activity_type = 'email' then case when user_id is null or message_type = 'email' then 'in' else 'out' end
        when activity_type = 'call' then 'out'
    end as direction,
    sent_at as occurred_at,
    -- A message from a customer is assigned to the owner.
    coalesce(user_id, owner_id) as rep_id,
    lead_id as who_id,
    lead_id as what_id,
    false as is_appointment,
    cast(null as bigint) as duration_seconds,
    known_at
from touches
union all
select
    calendar_event_id,
    'meeting',
    null,
    starts_at,
    user_id,
    coalesce(lead_id, case when record_id like 'odoo:crm.lead/%' then record_id end),
    coalesce(lead_id, case when record_id like 'odoo:crm.lead/%' then record_id end),
    true,
    {{ seconds_between('starts_at', 'ends_at') }},
    known_at
from calendar_events
