-- One row per landed table with a loaded batch, as of the last batch.
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
