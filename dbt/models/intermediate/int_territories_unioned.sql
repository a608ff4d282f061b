-- One row per sales territory over all CRM systems. A name that reps of a mapped export carry and no list of
-- territories has is a territory of its own.
with listed as (
    select
        territory_id,
        territory_name,
        parent_territory_id,
        cast(null as varchar) as region,
        cast(null as varchar) as country,
        is_deleted,
        false as is_inferred,
        known_at
    from {{ ref('stg_salesforce__territories') }}
    union all
    select territory_id, territory_name, null, region, country, is_deleted, false, known_at
    from {{ ref('stg_csv_mapping__territories') }}
),

carried as (
    select trim(territory) as territory_name, min(known_at) as known_at
    from {{ ref('stg_csv_mapping__reps') }}
    where nullif(trim(territory), '') is not null
    group by trim(territory)
)

select * from listed
union all
select
    {{ prefixed_id('csv', 'carried.territory_name') }},
    carried.territory_name,
    null,
    null,
    null,
    false,
    true,
    carried.known_at
from carried
left join listed
    on
        {{ text_key('carried.territory_name') }} = {{ text_key('listed.territory_name') }}
        or {{ prefixed_id('csv', 'carried.territory_name') }} = listed.territory_id
where listed.territory_id is null
