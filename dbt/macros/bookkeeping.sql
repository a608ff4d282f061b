{#- What every system lands beside its own tables, in the same shape: subqueries of stg_<system>__deliveries and __quarantined_rows. -#}

{% macro staged_deliveries(system) -%}
    (
        select
            '{{ system }}' as source_system,
            table_name,
            missing_columns,
            unknown_columns,
            delivered_rows,
            quarantined_rows,
            {{ plumbline.is_deleted() }} as is_deleted,
            {{ plumbline.known_at() }} as known_at
        from {{ plumbline.landing(system, 'delivery') }}
    )
{%- endmacro %}

{% macro staged_quarantined_rows(system) -%}
    (
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
            {{ plumbline.is_deleted() }} as is_deleted,
            {{ plumbline.known_at() }} as known_at
        from {{ plumbline.landing(system, 'quarantine') }}
    )
{%- endmacro %}
