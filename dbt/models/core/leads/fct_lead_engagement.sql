-- One row per lead and kind of engagement by AS_OF: when the person first answered a campaign, filled in a form,
-- called, replied or had a conversation. Engagements after the conversion do not count.
with leads as (
    select * from {{ ref('int_leads_dated') }}
),

touches as (
    select * from {{ ref('fct_lead_touch') }}
),

persons as (
    select lead_id, email from {{ ref('int_lead_persons_unioned') }} where not is_deleted and email is not null
),

engagements as (
    select lead_id, 'campaign_response' as engagement, created_at as occurred_at
    from {{ union_systems('campaign_members', {
        'string': ['lead_id'],
        'boolean': ['has_responded', 'is_deleted'],
        'timestamp': ['created_at'],
    }) }} as campaign_members
    where coalesce(has_responded, false) and not is_deleted
    union all
    select persons.lead_id, 'form_fill', views.viewed_at
    from {{ union_systems('content_views', {
        'string': ['content_view_id', 'action'],
        'boolean': ['is_deleted'],
        'timestamp': ['viewed_at'],
    }) }} as views
    inner join {{ union_systems('content_view_persons', {'string': ['content_view_id', 'contact_email']}) }} as viewers
        on views.content_view_id = viewers.content_view_id
    inner join persons on viewers.contact_email = persons.email
    where views.action = 'form_fill' and not views.is_deleted
    union all
    select
        lead_id,
        case
            when touch_type = 'email' then 'reply'
            when touch_type = 'call' and not is_attempt then 'inbound_call'
            else 'conversation'
        end,
        occurred_at
    from touches
    where is_two_way or (touch_type = 'call' and not is_attempt)
)

select
    leads.lead_id,
    engagements.engagement,
    min(engagements.occurred_at) as occurred_at
from engagements
inner join leads on engagements.lead_id = leads.lead_id
where
    engagements.occurred_at < {{ as_of_end() }}
    and coalesce(
        not leads.is_converted or {{ business_date('engagements.occurred_at') }} <= leads.converted_date, false
    )
group by leads.lead_id, engagements.engagement
