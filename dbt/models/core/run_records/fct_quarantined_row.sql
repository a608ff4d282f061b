-- One row per source row that was quarantined because a value could not be read.
select
    source_system,
    table_name,
    row_digest,
    row_key,
    column_name,
    reason,
    line_number,
    known_at
from {{ ref('stg_quarantined_rows') }}
where not is_deleted
