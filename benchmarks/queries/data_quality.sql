-- Not the detail and the remedy in words.
with deals as (
    select * from core.fct_opportunity where not is_deleted
),

issues as (
    select
        'quarantined_row' as issue, source_system, table_name,
        coalesce(row_key, row_digest) || '#' || row_digest as object_id, null::decimal(18, 2) as affected_amount,
        null as currency
    from core.fct_quarantined_row
    union all
    select 'missing_rate', null, 'opportunity', opportunity_id, amount, currency
    from deals where amount is not null and amount_rc is null
    union all
    select 'missing_rate', null, 'proposal', proposal_id, amount, currency
    from core.fct_proposal where amount is not null and amount_rc is null
    union all
    select 'missing_rate', null, document_type || '_line', revenue_line_id, net_amount, currency
    from core.fct_revenue_line where net_amount is not null and net_amount_rc is null
    union all
    select 'missing_rate', null, 'payment', payment_id, amount, currency
    from core.fct_payment where amount is not null and amount_rc is null
    union all
    select 'missing_rate', null, 'quota', quota_id, amount, currency
    from core.fct_quota
    where amount is not null and amount_rc is null and coalesce(measure, 'revenue') = 'revenue'
    union all
    select 'missing_rate', null, 'cost', cost_id, amount, currency
    from core.fct_cost where amount is not null and amount_rc is null
    union all
    select 'missing_rate', null, 'plan', plan_line_id, amount, currency
    from core.fct_plan where amount is not null and amount_rc is null
    union all
    select 'missing_rate', null, 'forecast_submission', forecast_submission_id, amount, currency
    from core.fct_forecast_submission where amount is not null and amount_rc is null
    union all
    select 'unlinked_revenue', null, document_type, document_id, sum(net_amount), min(currency)
    from core.fct_revenue_line where opportunity_id is null group by document_type, document_id
    union all
    select 'unmatched_quota_rep', null, 'quota', quota_id, amount, currency
    from core.fct_quota where holder_type = 'rep' and rep_id = 'unassigned'
    union all
    select 'repeated_quota', null, 'quota', quota_id, amount, currency
    from core.fct_quota
    qualify row_number() over (
        partition by
            holder_type, coalesce(nullif(rep_id, 'unassigned'), holder_key), measure, period_start, period_end, valid_from
        order by quota_id
    ) > 1
    union all
    select 'several_territories', null, 'rep', rep_id || '#' || valid_from, null, null
    from core.dim_rep where territories_held > 1
    union all
    select 'unmatched_plan', null, 'plan', plan_line_id, amount, currency
    from core.fct_plan
    where (account_key is not null and account_id is null) or (rep_email is not null and rep_id = 'unassigned')
    union all
    select distinct
        'unmapped_value', source_system, wording_kind,
        if(wording_kind = 'title' and records_count < 5, '(rare titles)', wording), null, null
    from core.dim_wording where meaning = 'unmapped'
    union all
    select 'undated_opportunity', null, 'opportunity', opportunity_id, amount, currency
    from deals where created_date is null or (is_closed and closed_date is null)
    union all
    select 'undated_lead', null, 'lead', lead_id, null, null from core.fct_lead where created_date is null
    union all
    select 'missing_column', source_system, table_name, table_name, null, null
    from core.fct_delivery where missing_columns <> ''
    union all
    select 'unknown_column', source_system, table_name, table_name, null, null
    from core.fct_delivery where unknown_columns <> ''
)

select
    issue, coalesce(source_system, split_part(object_id, ':', 1)) as source_system,
    table_name, object_id, affected_amount::decimal(18, 2) as affected_amount, currency
from issues
