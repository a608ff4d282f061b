-- One row per revenue quota and month: the quota that holds at AS_OF, spread by calendar days so that months sum to
-- it to the cent.
with versions as (

    select
        quota_id,
        rep_id,
        period_start,
        period_end,
        amount_rc,
        row_number() over (
            partition by coalesce(rep_email, rep_id), period_start, period_end
            order by valid_from desc nulls last, quota_id asc
        ) as version_rank
    from {{ ref('fct_quota') }}
    where coalesce(measure, 'revenue') = 'revenue' and (valid_from is null or valid_from <= {{ as_of() }})

),

months as (

    select distinct
        month_start,
        month_end
    from {{ ref('dim_date') }}

),

spread as (

    select
        versions.quota_id,
        versions.rep_id,
        versions.amount_rc,
        months.month_start,
        {{ days_between('versions.period_start', 'versions.period_end') }} + 1 as days_total,
        greatest({{ days_between('versions.period_start', 'months.month_start') }}, 0) as days_before,
        {{ days_between('versions.period_start', 'least(versions.period_end, months.month_end)') }} + 1 as days_through
    from versions
    inner join months
        on
            versions.period_start <= months.month_end
            and versions.period_end >= months.month_start
    where versions.version_rank = 1

)

-- Each month gets the rounded total through it less the rounded total before it, so that no cent is lost on the way.
select
    quota_id,
    rep_id,
    month_start,
    {{ money(
        money('amount_rc * days_through / days_total') ~ ' - ' ~ money('amount_rc * days_before / days_total')
    ) }} as quota_amount
from spread
