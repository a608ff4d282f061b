-- One row per sales territory over all CRM systems. A territory name on reps of a mapped export that is in no list of
-- territories is a territory of its own.
with listed as (
    select
        territory_id,
        territory_name,
        parent_territory_id,
        region,
        country,
        is_deleted,
        false as is_inferred,
        known_at
    from {{ union_systems('territories', {
        'string': ['territory_id', 'territory_name', 'parent_territory_id', 'region', 'country'],
        'boolean': ['is_deleted'],
        'timestamp': ['known_at'],
    }) }} as territories
),

inferred as (
    select
        split_part(rep_id, ':', 1) || ':' || trim(territory) as territory_id,
        trim(territory) as territory_name,
        min(known_at) as known_at
    from {{ union_systems('rep_territories', {
        'string': ['rep_id', 'territory'],
        'timestamp': ['known_at'],
    }) }} as rep_territories
    where nullif(trim(territory), '') is not null
    group by split_part(rep_id, ':', 1), trim(territory)
)

select * from listed
union all
select
    inferred.territory_id,
    inferred.territory_name,
    null,
    null,
    null,
    false,
    true,
    inferred.known_at
from inferred
left join listed
    on
        {{ text_key('inferred.territory_name') }} = {{ text_key('listed.territory_name') }}
        or inferred.territory_id = listed.territory_id
where listed.territory_id is null
