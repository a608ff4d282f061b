-- One row per issue and object: an override that names an unknown record, and a record that may be the same as another.
with overridden as (

    select 'customer' as entity, customer_id as record_id
    from {{ ref('dim_customer') }}
    where match_status = 'override'

    union all

    select entity, record_id
    from {{ ref('cross_references') }}
    where match_status = 'override'

)

-- An override that names an unknown record has no effect.
select
    'unknown_override' as issue,
    split_part(overrides.left_id, ':', 1) as source_system,
    'identity_overrides' as table_name,
    overrides.entity || '#' || overrides.left_id as object_id,
    'one of its ids is unknown' || case
        when overrides.entity = 'customer' then '' else ', or the CRM of left_id has precedence over that of right_id'
    end as detail,
    'correct or remove the row of dbt/seeds/identity_overrides.csv; it has no effect until then' as remedy,
    {{ no_amount() }}
from {{ given_overrides() }} as overrides
left join overridden on overrides.entity = overridden.entity and overrides.left_id = overridden.record_id
where overridden.record_id is null

union all

select
    'possible_same_record' as issue,
    split_part(record_id, ':', 1) as source_system,
    entity as table_name,
    record_id as object_id,
    match_status || ': ' || candidates as detail,
    'confirm or reject the match in dbt/seeds/identity_overrides.csv; both records count until then' as remedy,
    {{ no_amount() }}
from {{ ref('cross_references') }}
where match_status in ('proposed', 'ambiguous', 'contradicted')
