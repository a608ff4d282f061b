-- One row per activity of a mapped export.
select
    activity_id,
    case when activity_type in ('meeting', 'call', 'email') then activity_type else 'other' end as activity_type,
    case when direction in ('out', 'in') then direction end as direction,
    occurred_at,
    rep_id,
    lead_id as who_id,
    coalesce(opportunity_id, account_id) as what_id,
    coalesce(activity_type = 'meeting', false) as is_appointment,
    is_held,
    outcome as call_outcome,
    duration_seconds,
    known_at
from {{ ref('stg_csv_mapping__activities') }}
where not is_deleted
