-- One row per event of a mass mailing message in Odoo: sent, opened, clicked, not delivered.
{% set events = [
    ('delivered', 'sent_at', "trace_status not in ('bounce', 'error', 'cancel')"),
    ('open', 'opened_at', 'true'),
    ('click', 'clicked_at', 'true'),
    ('bounce', 'coalesce(sent_at, modified_at)', "trace_status = 'bounce' or (trace_status = 'error' and sent_at is null)"),
] %}
with traces as (
    select * from {{ ref('stg_odoo__traces') }} where not is_deleted and not coalesce(is_test, false)
),

mailings as (
    select mailings.mailing_id, users.email as rep_email
    from {{ ref('stg_odoo__mailings') }} as mailings
    left join {{ ref('stg_odoo__users') }} as users on mailings.user_id = users.user_id
)

{% for event, time, condition in events %}
select
    traces.trace_id || '/{{ event }}' as email_event_id,
    traces.trace_id as message_id,
    '{{ event }}' as event,
    {{ time }} as occurred_at,
    mailings.rep_email,
    -- A lead and its opportunity are one record in Odoo.
    case when traces.record_id like 'odoo:crm.lead/%' then {{ raw_id('traces.record_id') }} end as opportunity_key,
    case when traces.record_id like 'odoo:crm.lead/%' then {{ raw_id('traces.record_id') }} end as lead_key,
    traces.mailing_id as campaign_key,
    false as is_deleted,
    traces.known_at
from traces
left join mailings on traces.mailing_id = mailings.mailing_id
where {{ time }} is not null and ({{ condition }})
{% if not loop.last %}union all{% endif %}
{% endfor %}
