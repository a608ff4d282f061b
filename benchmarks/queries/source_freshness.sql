-- Every column but the note.
select
    source_system, table_name, true as is_connected,
    delivered_rows, current_rows, quarantined_rows, last_record_at, last_loaded_on
from core.fct_delivery
union all
select '(none)', capability, false, null, null, null, null, null from core.dim_connection where not is_connected
