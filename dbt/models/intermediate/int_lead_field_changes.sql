-- One row per logged change of the owner, the status or the disposition of a lead. An owner change may be logged twice,
-- with ids and with names; `alias_rank` puts the row that names a known rep best first.
with changes as (
    select
        lead_history_id,
        lead_id,
        {{ lead_field('field_name') }} as field_name,
        old_value,
        new_value,
        occurred_at
    from {{ ref('stg_salesforce__lead_histories') }}
    where not is_deleted
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
        when changes.field_name = 'owner' then coalesce(aliases.rep_id, 'salesforce:' || changes.old_value)
        else changes.old_value
    end as old_value,
    changes.new_value,
    coalesce(aliases.alias_rank, 9) as alias_rank
from changes
left join aliases
    on changes.field_name = 'owner' and lower(trim(changes.old_value)) = aliases.alias
where changes.field_name is not null
