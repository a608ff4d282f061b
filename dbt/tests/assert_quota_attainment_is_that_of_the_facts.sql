-- Invoiced amount and quota of reps, teams, territories and the company are exactly equal in total, for every measure
-- and kind of period, and equal to those of the revenue lines and the quota months. A document dated before the
-- calendar begins is in no period.
with published as (

    select
        entity_type,
        measure,
        period_type,
        coalesce(sum(invoiced_amount), 0) as invoiced_amount,
        coalesce(sum(quota_amount), 0) as quota_amount,
        coalesce(sum(prorated_quota_amount), 0) as prorated_amount,
        max(period_end) as last_day
    from {{ ref('quota_attainment') }}
    group by entity_type, measure, period_type

),

revenue as (

    select coalesce(sum(net_amount_rc), 0) as invoiced_amount
    from {{ ref('fct_revenue_line') }}
    where document_date >= (select min(days.month_start) from {{ ref('dim_date') }} as days)

),

-- A quarter that has begun counts with all its months.
quotas as (

    select
        published.entity_type,
        published.measure,
        published.period_type,
        coalesce(sum(quotas.quota_amount), 0) as quota_amount,
        coalesce(sum(quotas.prorated_amount), 0) as prorated_amount
    from published
    left join {{ ref('fct_quota_month') }} as quotas
        on
            published.measure = quotas.measure
            and published.last_day > quotas.month_start
            and quotas.holder_type = 'rep'
            and quotas.finer_quota_id is null
    group by published.entity_type, published.measure, published.period_type

)

select
    published.*,
    revenue.invoiced_amount as revenue_total,
    quotas.quota_amount as quota_total,
    quotas.prorated_amount as prorated_total
from published
cross join revenue
inner join quotas
    on
        published.entity_type = quotas.entity_type
        and published.measure = quotas.measure
        and published.period_type = quotas.period_type
where
    published.quota_amount <> quotas.quota_amount
    or published.prorated_amount <> quotas.prorated_amount
    or (
        published.measure = 'revenue'
        and published.invoiced_amount <> revenue.invoiced_amount
        and {{ is_connected('accounting') }}
    )
