-- One row per assignment of a mapped export; `rep_key` identifies the rep as the export does, `valid_to` is the first
-- day after the assignment.
select
    territory_assignment_id as assignment_id,
    rep_id,
    lower({{ raw_id('rep_id') }}) as rep_key,
    territory_id,
    coalesce(valid_from, cast({{ beginning_of_time() }} as date)) as valid_from,
    {{ add_days('valid_to', 1) }} as valid_to,
    known_at,
    known_at as end_known_at
from {{ ref('stg_csv_mapping__territory_assignments') }}
where not is_deleted
