-- One row per source row that was quarantined because a value could not be read, and per change in the log of an
-- opportunity that is left out for that reason.
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
union all
select
    source_system,
    table_name,
    change_id as row_digest,
    row_key,
    cast(null as varchar) as column_name,
    reason,
    cast(null as bigint) as line_number,
    known_at
from {{ ref('int_unreadable_changes') }}
