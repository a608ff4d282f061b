{#- The body of stg_<system>__deliveries and stg_<system>__quarantined_rows, which every system has in the same shape. -#}

{% macro staged_deliveries(system) -%}
select
    '{{ system }}' as source_system,
    table_name,
    missing_columns,
    unknown_columns,
    delivered_rows,
    quarantined_rows,
    {{ plumbline.is_deleted() }} as is_deleted,
    {{ plumbline.known_at() }} as known_at
from {{ plumbline.landing(system, 'delivery') }} as landed
{%- endmacro %}

{% macro staged_quarantined_rows(system) -%}
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
from {{ plumbline.landing(system, 'quarantine') }} as landed
{%- endmacro %}
