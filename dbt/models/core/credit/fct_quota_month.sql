-- One row per quota and month: the version valid at the end of its period (by AS_OF at the latest), spread by calendar
-- days so that the months add up exactly to the quota. A rep hired within the period has the days from then on. Two
-- quotas overlap when they share more than half of the days of the shorter one: then, in their common months, the one
-- for the shortest period counts and the others name it in `finer_quota_id`. Periods in a row may share a first day.
with quotas as (

    select
        *,
        case when rep_id = 'unassigned' then holder_key else rep_id end as holder_id
    from {{ ref('fct_quota') }}
    -- A period that ends before it begins has no months; data_quality lists it.
    where period_end >= period_start

),

-- A quota whose only versions were set after its period is used as well.
versions as (

    select
        *,
        row_number() over (
            partition by holder_type, holder_id, measure, period_start, period_end
            order by
                case when valid_from > period_end then 1 else 0 end asc,
                case when valid_from > period_end then valid_from end asc,
                valid_from desc nulls last,
                quota_id asc
        ) as version_rank,
        min(period_end) over (partition by holder_type, holder_id) as first_period_end
    from quotas

),

reps as (

    select
        rep_id,
        hired_on
    from {{ ref('dim_rep') }}
    where is_current

),

-- A rep with a quota for an earlier period is not new, whatever day the user was created.
current_versions as (

    select
        versions.quota_id,
        versions.holder_type,
        versions.holder_id,
        versions.rep_id,
        versions.team,
        versions.territory_id,
        versions.measure,
        versions.period_start,
        versions.period_end,
        case when versions.measure = 'units' then versions.amount else versions.amount_rc end as amount,
        {{ days_between('versions.period_start', 'versions.period_end') }} + 1 as days_total,
        case
            when
                reps.hired_on > versions.period_start
                and reps.hired_on <= versions.period_end
                and reps.hired_on <= versions.first_period_end
                then reps.hired_on
        end as hired_on
    from versions
    left join reps
        on versions.rep_id = reps.rep_id
    where versions.version_rank = 1

),

spread as (

    select * from {{ over_months('current_versions') }} as months

),

finer as (

    select * from {{ finer_periods(
        'spread', 'quota_id', ['holder_type', 'holder_id', 'measure'], 'coarse.quota_id > fine.quota_id'
    ) }} as shared

)

{% set days_not_hired = 'coalesce(' ~ days_between('spread.period_start', 'spread.hired_on') ~ ', 0)' %}
select
    spread.quota_id,
    spread.holder_type,
    spread.rep_id,
    spread.team,
    spread.territory_id,
    spread.measure,
    spread.month_start,
    spread.hired_on,
    greatest(spread.period_start, coalesce(spread.hired_on, spread.period_start), spread.month_start) as covered_from,
    least(spread.period_end, spread.month_end) as covered_to,
    finer.finer_quota_id,
    {{ spread_money('amount', 'days_before', 'days_through', 'days_total') }} as quota_amount,
    {{ spread_money(
        'amount',
        'greatest(days_before, ' ~ days_not_hired ~ ')',
        'greatest(days_through, ' ~ days_not_hired ~ ')',
        'days_total'
    ) }} as prorated_amount
from spread
left join finer
    on
        spread.quota_id = finer.quota_id
        and spread.month_start = finer.month_start
