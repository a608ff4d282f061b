-- One row per month of creation, first lead source, rep, derived disposition, claimed disposition and entered reason:
-- the number of leads.
select
    {{ month_start('created_date') }} as month_start,
    lead_source,
    owner_at_creation_id as rep_id,
    coalesce(derived_disposition, '(unknown)') as derived_disposition,
    coalesce(claimed_disposition, '(none)') as claimed_disposition,
    coalesce(nullif(trim(disposition), ''), '(none)') as entered_reason,
    count(*) as leads_count,
    case when {{ is_connected('activities') }} then count(first_contact_at) end as contacted_count,
    count(case when is_qualified then 1 end) as qualified_count,
    count(case when is_proposal_ready then 1 end) as proposal_ready_count,
    case
        when {{ is_connected('activities') }} then count(case when is_disposition_mismatch then 1 end)
    end as disposition_mismatch_count,
    {{ not_connected_reason('activities') }} as note
from {{ ref('fct_lead') }}
where is_lead and created_date is not null
group by
    {{ month_start('created_date') }}, lead_source, owner_at_creation_id, coalesce(derived_disposition, '(unknown)'),
    coalesce(claimed_disposition, '(none)'), coalesce(nullif(trim(disposition), ''), '(none)')
