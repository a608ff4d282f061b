-- One row per logged change of the owner, status, disposition or source of a lead, or its conversion. An owner change
-- may be logged twice, with ids and with names; `alias_rank` orders the row that names known reps first.
with changes as (
    select *
    from {{ union_systems('lead_changes', {
        'string': ['lead_history_id', 'lead_id', 'id_prefix', 'field_name', 'old_value', 'new_value'],
        'timestamp': ['occurred_at', 'known_at'],
    }) }} as lead_changes
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
        when changes.field_name = 'owner'
            then coalesce(old_rep.rep_id, changes.id_prefix || {{ long_id('changes.old_value') }})
        else changes.old_value
    end as old_value,
    case
        when changes.field_name = 'owner'
            then coalesce(new_rep.rep_id, changes.id_prefix || {{ long_id('changes.new_value') }})
        else changes.new_value
    end as new_value,
    coalesce(old_rep.alias_rank, 9) + coalesce(new_rep.alias_rank, 9) as alias_rank,
    changes.known_at
from changes
left join aliases as old_rep
    on changes.field_name = 'owner' and {{ text_key(long_id('changes.old_value')) }} = old_rep.alias
left join aliases as new_rep
    on changes.field_name = 'owner' and {{ text_key(long_id('changes.new_value')) }} = new_rep.alias
where changes.field_name is not null
