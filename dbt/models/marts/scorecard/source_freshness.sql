-- One row per system and table: what was loaded, how far it reaches, and which capability is not connected.
with deliveries as (

    select * from {{ ref('fct_delivery') }}

),

missing_capabilities as (

    select
        capability,
        reason
    from {{ ref('dim_connection') }}
    where not is_connected

)

select
    source_system,
    table_name,
    true as is_connected,
    delivered_rows,
    current_rows,
    quarantined_rows,
    last_record_at,
    last_loaded_on,
    cast(null as varchar) as note
from deliveries

union all

-- A capability without any batch has no table; it is a row of its own.
select
    '(none)' as source_system,
    capability as table_name,
    false as is_connected,
    cast(null as bigint) as delivered_rows,
    cast(null as bigint) as current_rows,
    cast(null as bigint) as quarantined_rows,
    cast(null as timestamp) as last_record_at,
    cast(null as date) as last_loaded_on,
    reason as note
from missing_capabilities
