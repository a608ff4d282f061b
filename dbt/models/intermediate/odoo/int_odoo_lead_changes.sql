-- One row per change of the owner or the status of a lead of Odoo, and its conversion. A lead is disqualified by
-- archiving it.
with leads as (
    select * from {{ ref('int_odoo_leads') }}
),

converted as (
    select lead_id, converted_at from {{ ref('stg_odoo__leads') }} where converted_at is not null
),

tracked as (
    select * from {{ ref('int_odoo_tracked_changes') }}
    where not is_deleted and field_name in ('user_id', 'active')
),

-- Changes of the record after its conversion belong to the opportunity.
before_conversion as (
    select tracked.*
    from tracked
    inner join leads on tracked.lead_id = leads.lead_id
    left join converted on tracked.lead_id = converted.lead_id
    where converted.converted_at is null or tracked.occurred_at < converted.converted_at
)

select
    tracking_value_id as lead_history_id,
    lead_id,
    '' as id_prefix,
    'owner' as field_name,
    {{ odoo_id('res.users', 'nullif(old_value_integer, 0)') }} as old_value,
    {{ odoo_id('res.users', 'nullif(new_value_integer, 0)') }} as new_value,
    occurred_at,
    known_at
from before_conversion
where field_name = 'user_id'
union all
select
    tracking_value_id,
    lead_id,
    '',
    'status',
    case when old_value_integer = 1 then 'Working' else 'Unqualified' end,
    case when new_value_integer = 1 then 'Working' else 'Unqualified' end,
    occurred_at,
    known_at
from before_conversion
where field_name = 'active'
union all
select
    converted.lead_id || '/converted',
    converted.lead_id,
    '',
    'converted',
    null,
    null,
    converted.converted_at,
    leads.known_at
from converted
inner join leads on converted.lead_id = leads.lead_id
where leads.is_converted
