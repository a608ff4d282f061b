-- One row per entry of working time by a rep up to AS_OF.
with entries as (
    select *
    from {{ union_systems('time_entries', {
        'string': ['time_entry_id', 'rep_email', 'category'],
        'decimal(18, 8)': ['minutes'],
        'boolean': ['is_deleted'],
        'date': ['entry_date'],
        'timestamp': ['known_at'],
    }) }} as time_entries
    where not is_deleted and entry_date <= {{ as_of() }}
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
)

select
    entries.time_entry_id,
    coalesce(aliases.rep_id, 'unassigned') as rep_id,
    entries.entry_date,
    lower(trim(entries.category)) as category,
    cast(entries.minutes as double) as minutes,
    entries.known_at
from entries
left join aliases on entries.rep_email = aliases.alias
