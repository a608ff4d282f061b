-- One row per assignment of a rep to a territory and validity interval (`valid_to` is exclusive). Reps without an
-- assignment have the territory in their own row.
with aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

assigned as (
    select
        assignments.assignment_id,
        coalesce(aliases.rep_id, assignments.rep_id) as rep_id,
        assignments.territory_id,
        assignments.valid_from,
        assignments.valid_to,
        assignments.known_at,
        assignments.end_known_at
    from {{ union_systems('territory_assignments', {
        'string': ['assignment_id', 'rep_id', 'rep_key', 'territory_id'],
        'date': ['valid_from', 'valid_to'],
        'timestamp': ['known_at', 'end_known_at'],
    }) }} as assignments
    left join aliases on assignments.rep_key = aliases.alias
),

territory_names as (
    select {{ text_key('territory_name') }} as name_key, min(territory_id) as territory_id
    from {{ ref('int_territories_unioned') }}
    group by {{ text_key('territory_name') }}
),

named as (
    select
        reps.rep_id as assignment_id,
        coalesce(aliases.rep_id, reps.rep_id) as rep_id,
        territory_names.territory_id,
        cast({{ beginning_of_time() }} as date) as valid_from,
        cast(null as date) as valid_to,
        reps.known_at,
        cast(null as timestamp) as end_known_at
    from {{ union_systems('rep_territories', {
        'string': ['rep_id', 'territory'],
        'timestamp': ['known_at'],
    }) }} as reps
    inner join territory_names on {{ text_key('reps.territory') }} = territory_names.name_key
    left join aliases on lower(reps.rep_id) = aliases.alias
    left join assigned on coalesce(aliases.rep_id, reps.rep_id) = assigned.rep_id
    where assigned.rep_id is null
)

select * from assigned
where valid_to is null or valid_to > valid_from
union all
select * from named
