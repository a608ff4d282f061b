-- One row per forecast that a rep submitted by AS_OF. A later one for the same period and category replaces an earlier
-- one.
with submissions as (
    select *
    from {{ union_systems('forecast_submissions', {
        'string': ['forecast_submission_id', 'rep_email', 'category', 'currency'],
        'decimal(18, 4)': ['amount'],
        'boolean': ['is_deleted'],
        'date': ['period_start', 'period_end'],
        'timestamp': ['submitted_at', 'known_at'],
    }) }} as forecast_submissions
    where not is_deleted and submitted_at < {{ as_of_end() }}
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

assigned as (
    select
        submissions.forecast_submission_id,
        coalesce(aliases.rep_id, 'unassigned') as rep_id,
        submissions.submitted_at,
        {{ business_date('submissions.submitted_at') }} as submitted_date,
        submissions.period_start,
        submissions.period_end,
        lower(trim(submissions.category)) as category,
        {{ money('submissions.amount', 'submissions.currency') }} as amount,
        coalesce(submissions.currency, '{{ reporting_currency() }}') as currency,
        submissions.currency is null as is_currency_assumed,
        submissions.known_at
    from submissions
    left join aliases on submissions.rep_email = aliases.alias
)

select
    assigned.forecast_submission_id,
    assigned.rep_id,
    assigned.submitted_at,
    assigned.submitted_date,
    assigned.period_start,
    assigned.period_end,
    assigned.category,
    assigned.amount,
    assigned.currency,
    assigned.is_currency_assumed,
    {{ in_reporting_currency('assigned.amount', 'assigned.currency', 'fx_rates.rate') }} as amount_rc,
    assigned.known_at
from assigned
left join fx_rates on {{ rate_on('fx_rates', 'assigned.currency', 'assigned.submitted_date') }}
