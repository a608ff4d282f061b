-- One row per source row that was set aside at the door because a value could not be read.
{%- set systems = ['salesforce', 'csv_mapping', 'odoo', 'sendgrid', 'xero', 'finance'] %}
{%- for system in systems %}
select
    source_system,
    table_name,
    row_digest,
    row_key,
    column_name,
    reason,
    line_number,
    known_at
from {{ ref('stg_' ~ system ~ '__quarantined_rows') }}
where not is_deleted
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
