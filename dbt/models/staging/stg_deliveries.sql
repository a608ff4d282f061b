-- One row per landed table that was ever delivered, as the last batch had it.
{%- for system in registered_systems() if system.roles %}
select
    '{{ system.name }}' as source_system,
    table_name,
    missing_columns,
    unknown_columns,
    delivered_rows,
    quarantined_rows,
    {{ is_deleted() }} as is_deleted,
    {{ known_at() }} as known_at
from {{ landing(system.name, 'delivery') }}
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
