{#- What every system lands beside its own tables, staged; the system's name is all that differs. -#}

{#- staged_deliveries('xero'): one row per landed table that was ever delivered, as the last delivery had it. -#}
{% macro staged_deliveries(system) -%}
with landed as (

    select * from {{ landing(system, 'delivery') }}

),

renamed as (

    select
        '{{ system }}' as source_system,
        table_name,
        missing_columns,
        unknown_columns,
        delivered_rows,
        quarantined_rows,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
{%- endmacro %}

{#- staged_quarantined_rows('xero'): one row per delivered row that was set aside, with the reason. -#}
{% macro staged_quarantined_rows(system) -%}
with landed as (

    select * from {{ landing(system, 'quarantine') }}

),

renamed as (

    select
        '{{ system }}' as source_system,
        table_name,
        row_digest,
        row_key,
        file_name,
        column_name,
        reason,
        raw as row_json,
        line_number,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
{%- endmacro %}
