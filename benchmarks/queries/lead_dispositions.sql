-- Every column but the note.
select
    date_trunc('month', created_date)::date as month_start, lead_source, owner_at_creation_id as rep_id,
    coalesce(derived_disposition, '(unknown)') as derived_disposition,
    coalesce(claimed_disposition, '(none)') as claimed_disposition,
    coalesce(nullif(trim(disposition), ''), '(none)') as entered_reason,
    count(*) as leads_count,
    count(first_contact_at) as contacted_count,
    count(*) filter (is_qualified) as qualified_count,
    count(*) filter (is_proposal_ready) as proposal_ready_count,
    count(*) filter (is_disposition_mismatch) as disposition_mismatch_count
from core.fct_lead
where is_lead and created_date is not null
group by all
