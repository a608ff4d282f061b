-- One row per table of a system with a loaded batch: rows, quarantined rows, columns and the latest business time.
{%- set configured = configured_systems() if execute else [] %}
with deliveries as (
    select
        source_system,
        table_name,
        missing_columns,
        unknown_columns,
        delivered_rows,
        quarantined_rows,
        known_at
    from {{ ref('stg_deliveries') }}
    where not is_deleted
),

contents as (
    {% for table in staged_tables() if not execute or table.system in configured %}
    select
        '{{ table.system }}' as source_system,
        '{{ table.table }}' as table_name,
        count(*) as current_rows,
        {% if table.recorded_at -%}
        max(
            case when {{ table.recorded_at }} < {{ as_of_end() }} then cast({{ table.recorded_at }} as timestamp) end
        ) as last_record_at
        {%- else -%}
        cast(null as timestamp) as last_record_at
        {%- endif %}
    from {{ ref(table.model) }}
    where not is_deleted
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)

select
    deliveries.source_system,
    deliveries.table_name,
    deliveries.missing_columns,
    deliveries.unknown_columns,
    cast(deliveries.delivered_rows as bigint) as delivered_rows,
    cast(deliveries.quarantined_rows as bigint) as quarantined_rows,
    cast(coalesce(contents.current_rows, 0) as bigint) as current_rows,
    contents.last_record_at,
    cast(deliveries.known_at as date) as last_loaded_on,
    deliveries.known_at
from deliveries
left join contents
    on
        deliveries.source_system = contents.source_system
        and deliveries.table_name = contents.table_name
