{#- is_connected('proposals'): whether a batch of that capability was ever loaded, as a scalar subquery; never NULL. -#}
{% macro is_connected(capability) -%}
    coalesce((
        select connections.is_connected
        from {{ ref('dim_connection') }} as connections
        where connections.capability = '{{ capability }}'
    ), false)
{%- endmacro %}

{#- not_connected_reason('proposals'): the reason, in words, as a scalar subquery; NULL when it is connected. -#}
{% macro not_connected_reason(capability) -%}
    (
        select connections.reason
        from {{ ref('dim_connection') }} as connections
        where connections.capability = '{{ capability }}' and not connections.is_connected
    )
{%- endmacro %}

{#- is_delivered('odoo', 'lead'): whether a batch of that table was ever loaded, as a scalar subquery; never NULL. -#}
{% macro is_delivered(system, table) -%}
    (
        select count(*) > 0
        from {{ ref('stg_deliveries') }} as deliveries
        where
            deliveries.source_system = '{{ system }}'
            and deliveries.table_name = '{{ table }}'
            and not deliveries.is_deleted
    )
{%- endmacro %}
