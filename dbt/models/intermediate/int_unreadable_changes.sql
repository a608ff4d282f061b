-- One row per logged change of a tracked field of an opportunity with a value that cannot be read; no figure uses it.
select
    case when id_prefix = 'csv:' then 'csv_mapping' else split_part(change_id, ':', 1) end as source_system,
    table_name,
    change_id,
    {{ raw_id('change_id') }} as row_key,
    field_name || ': ' || unreadable_reason as reason,
    known_at
from {{ logged_changes() }} as logged_changes
where unreadable_reason is not null and not is_deleted
