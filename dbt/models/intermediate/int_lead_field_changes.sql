-- One row per logged change of the owner, status, disposition or source of a lead, or its conversion. An owner change
-- may be logged twice, with ids and with names; `alias_rank` puts the row that names known reps best first.
with changes as (
    select
        lead_history_id,
        'salesforce:' as id_prefix,
        lead_id,
        {{ lead_field('field_name') }} as field_name,
        nullif(trim(old_value), '') as old_value,
        nullif(trim(new_value), '') as new_value,
        occurred_at,
        known_at
    from {{ ref('stg_salesforce__lead_histories') }}
    where not is_deleted
    union all
    select lead_change_id, '', lead_id, field_name, old_value, new_value, occurred_at, known_at
    from {{ ref('int_odoo_lead_changes') }}
),

aliases as (
    select alias, rep_id, alias_rank from {{ ref('int_rep_aliases') }}
)

select
    changes.lead_history_id,
    changes.lead_id,
    changes.field_name,
    changes.occurred_at,
    case
        when changes.field_name = 'owner' then coalesce(old_rep.rep_id, changes.id_prefix || changes.old_value)
        else changes.old_value
    end as old_value,
    case
        when changes.field_name = 'owner' then coalesce(new_rep.rep_id, changes.id_prefix || changes.new_value)
        else changes.new_value
    end as new_value,
    coalesce(old_rep.alias_rank, 9) + coalesce(new_rep.alias_rank, 9) as alias_rank,
    changes.known_at
from changes
left join aliases as old_rep on changes.field_name = 'owner' and lower(changes.old_value) = old_rep.alias
left join aliases as new_rep on changes.field_name = 'owner' and lower(changes.new_value) = new_rep.alias
where changes.field_name is not null
