-- One row per logged change of a field of a lead of Salesforce; the id of an owner has no `id_prefix`.
select
    lead_history_id,
    lead_id,
    'salesforce:' as id_prefix,
    {{ lead_field('field_name') }} as field_name,
    nullif(trim(old_value), '') as old_value,
    nullif(trim(new_value), '') as new_value,
    occurred_at,
    known_at
from {{ ref('stg_salesforce__lead_histories') }}
where not is_deleted
