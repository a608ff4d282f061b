-- One row per e-mail by AS_OF that the mail system sent, the CRM logged, or both. The nth e-mail of a rep to a lead or
-- opportunity on a day is the same one in both systems, because their clocks may differ but not their order.
with tracked as (
    select
        message_id,
        min(occurred_at) as sent_at,
        min(occurred_date) as sent_date,
        coalesce(min(rep_id), 'unassigned') as rep_id,
        min(opportunity_id) as opportunity_id,
        min(lead_id) as lead_id,
        min(campaign_id) as campaign_id,
        max(case when event = 'bounce' then 1 else 0 end) = 1 as is_bounced,
        min(known_at) as known_at
    from {{ ref('fct_email_event') }}
    where message_id is not null
    group by message_id
    -- A suppressed message is dropped before it is sent.
    having
        max(case when event = 'dropped' then 1 else 0 end) = 0
        or max(case when event in ('delivered', 'deferred', 'bounce', 'open', 'click') then 1 else 0 end) = 1
),

logged as (
    select * from {{ ref('fct_activity') }} where activity_type = 'email'
),

-- Messages without a rep, and campaign messages in a rep's name, were not written by a person to this recipient.
tracked_numbered as (
    select
        *,
        campaign_id is not null or rep_id = 'unassigned' as is_automated,
        row_number() over (
            partition by rep_id, coalesce(lead_id, opportunity_id), sent_date, campaign_id is not null
            order by sent_at, message_id
        ) as number_of_day
    from tracked
),

logged_numbered as (
    select
        *,
        row_number() over (
            partition by rep_id, coalesce(lead_id, opportunity_id), occurred_date, direction
            order by occurred_at, activity_id
        ) as number_of_day
    from logged
)

select
    coalesce(tracked.message_id, logged.activity_id) as email_message_id,
    logged.activity_id,
    coalesce(tracked.sent_at, logged.occurred_at) as sent_at,
    coalesce(tracked.sent_date, logged.occurred_date) as sent_date,
    case when tracked.message_id is not null then 'out' else logged.direction end as direction,
    case
        when tracked.campaign_id is not null then 'campaign'
        when logged.direction = 'in' and logged.is_auto_reply then 'auto_reply'
        when logged.direction = 'in' then 'inbound'
        when tracked.is_automated then 'system'
        else 'one_to_one'
    end as kind,
    coalesce(tracked.is_automated, logged.is_auto_reply, false) as is_automated,
    tracked.message_id is not null as is_tracked,
    tracked.is_bounced,
    coalesce(tracked.rep_id, logged.rep_id) as rep_id,
    coalesce(tracked.opportunity_id, logged.opportunity_id) as opportunity_id,
    coalesce(tracked.lead_id, logged.lead_id) as lead_id,
    tracked.campaign_id,
    least(tracked.known_at, logged.known_at) as known_at
from tracked_numbered as tracked
full join logged_numbered as logged
    on
        not tracked.is_automated
        and logged.direction = 'out'
        and tracked.rep_id = logged.rep_id
        and coalesce(tracked.lead_id, tracked.opportunity_id) = coalesce(logged.lead_id, logged.opportunity_id)
        and tracked.sent_date = logged.occurred_date
        and tracked.number_of_day = logged.number_of_day
