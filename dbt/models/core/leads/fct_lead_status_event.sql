-- One row per change of a lead's status, disposition, owner or source by AS_OF, including its creation and conversion.
with leads as (
    select * from {{ ref('int_leads_dated') }}
),

changes as (
    select
        changes.*,
        rank() over (
            partition by changes.lead_id, changes.field_name, changes.occurred_at order by changes.alias_rank
        ) as resolution_rank
    from {{ ref('int_lead_field_changes') }} as changes
    inner join leads on changes.lead_id = leads.lead_id
    where changes.occurred_at < {{ as_of_end() }}
),

-- An owner change that is logged twice, with ids and with names, is one change.
unioned as (
    select
        lead_id,
        field_name as event_type,
        occurred_at,
        old_value,
        new_value,
        min(lead_history_id) as change_id,
        min(known_at) as known_at
    from changes
    where resolution_rank = 1 and (old_value is distinct from new_value or field_name = 'converted')
    group by lead_id, field_name, occurred_at, old_value, new_value
    union all
    select lead_id, 'created', created_at, null, status_at_creation, null, created_at
    from leads
    where created_at is not null
)

select
    lead_id || '|' || event_type || '|' || cast(
        row_number() over (partition by lead_id, event_type order by occurred_at, change_id) as varchar
    ) as lead_status_event_id,
    lead_id,
    occurred_at,
    {{ business_date('occurred_at') }} as occurred_date,
    event_type,
    old_value,
    new_value,
    known_at
from unioned
