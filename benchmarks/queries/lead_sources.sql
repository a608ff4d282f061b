-- Every column but the note.
with weeks as (
    select
        date_trunc('week', created_date)::date as week_start, lead_source, owner_at_creation_id as rep_id,
        count(*) as records_count,
        count(*) filter (not is_lead) as names_count,
        count(*) filter (is_lead) as leads_count,
        count(*) filter (is_lead and lead_basis = 'engagement') as engaged_count,
        count(*) filter (is_lead and attempts_count > 0) as pursued_count,
        count(*) filter (is_lead and attempts_count = 0 and automated_count > 0) as automated_only_count,
        count(*) filter (is_lead and is_attempt_before_creation) as attempted_before_creation_count,
        count(*) filter (is_lead and first_contact_at is not null) as contacted_count,
        count(*) filter (is_lead and is_qualified) as qualified_count,
        count(*) filter (is_lead and is_proposal_ready) as proposal_ready_count,
        count(*) filter (is_lead and opportunity_id is not null) as converted_count,
        count(*) filter (is_lead and derived_disposition = 'qualified') as qualified_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'unqualified') as unqualified_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'wrong_person') as wrong_person_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'contacted_open') as contacted_open_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'bad_info') as bad_info_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'no_response') as no_response_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'in_progress') as in_progress_disposition_count,
        count(*) filter (is_lead and derived_disposition = 'no_attempt') as no_attempt_disposition_count,
        count(*) filter (is_lead and is_disposition_mismatch) as disposition_mismatch_count,
        quantile_cont(minutes_to_first_attempt::double, 0.5) filter (is_lead) as median_minutes_to_first_attempt
    from core.fct_lead
    where created_date is not null
    group by all
)

select
    *,
    lead_source = '(none)' as is_source_unknown,
    pursued_count / nullif(leads_count, 0) as pursued_rate,
    contacted_count / nullif(pursued_count, 0) as contacted_rate,
    qualified_count / nullif(contacted_count, 0) as qualification_rate,
    converted_count / nullif(leads_count, 0) as conversion_rate,
    leads_count >= 10 as is_reportable,
    pursued_count >= 10 as is_contact_reportable,
    contacted_count >= 10 as is_qualification_reportable
from weeks
