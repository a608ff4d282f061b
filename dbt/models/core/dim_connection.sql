-- One row per capability (what a group of metrics needs): whether a batch of a source that provides it was ever loaded,
-- and if not, the reason.
with deliveries as (
    select source_system, table_name from {{ ref('stg_deliveries') }} where not is_deleted
),

capabilities as (
    select * from {{ ref('capabilities') }}
),

systems_in_use as (
    select distinct source_system from deliveries
),

connected as (
    select
        capabilities.capability,
        count(deliveries.table_name) > 0 as is_connected,
        -- The name of the missing table is that of a configured system; the first of several names is used.
        coalesce(
            min(case when systems_in_use.source_system is not null then capabilities.delivered_as end),
            min(capabilities.delivered_as)
        ) as delivered_as
    from capabilities
    left join deliveries
        on
            capabilities.source_system = deliveries.source_system
            and capabilities.table_name = deliveries.table_name
    left join systems_in_use
        on capabilities.source_system = systems_in_use.source_system
    group by capabilities.capability
)

select
    capability,
    is_connected,
    case
        when not is_connected
            then replace(capability, '_', ' ') || ' not connected: no ' || delivered_as || ' was delivered'
    end as reason
from connected
