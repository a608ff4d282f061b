-- One row per version of a quota known by AS_OF: rep, period, measure and first day of validity. Versions replace one
-- another and are never a sum; an amount of measure `units` is a number of pieces.
with quotas as (
    select * from {{ ref('stg_finance__quotas') }}
    where not is_deleted and coalesce(valid_from <= {{ as_of() }}, true)
),

aliases as (
    select alias, rep_id from {{ ref('int_rep_aliases') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

assigned as (
    select
        quotas.quota_id,
        coalesce(aliases.rep_id, 'unassigned') as rep_id,
        quotas.rep_email,
        quotas.period_start,
        quotas.period_end,
        coalesce(nullif(lower(trim(quotas.measure)), ''), 'revenue') as measure,
        {{ money('quotas.amount') }} as amount,
        coalesce(quotas.currency, '{{ var("reporting_currency") }}') as currency,
        quotas.valid_from,
        quotas.known_at
    from quotas
    left join aliases on quotas.rep_email = aliases.alias
)

select
    assigned.quota_id,
    assigned.rep_id,
    assigned.rep_email,
    assigned.period_start,
    assigned.period_end,
    assigned.measure,
    assigned.amount,
    assigned.currency,
    case
        when assigned.measure <> 'units'
            then {{ in_reporting_currency('assigned.amount', 'assigned.currency', 'fx_rates.rate') }}
    end as amount_rc,
    assigned.valid_from,
    assigned.known_at
from assigned
left join fx_rates on {{ rate_on('fx_rates', 'assigned.currency', 'assigned.period_start') }}
