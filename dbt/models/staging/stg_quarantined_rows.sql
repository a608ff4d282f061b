-- One row per quarantined row of a batch, with the reason.
{%- for system in registered_systems() if system.roles %}
select
    '{{ system.name }}' as source_system,
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
from {{ landing(system.name, 'quarantine') }}
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
