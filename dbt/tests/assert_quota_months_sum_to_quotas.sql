-- The months of a quota sum to it to the cent, and every quota that is not replaced by a later version has its months.
with months as (

    select
        quota_id,
        sum(quota_amount) as months_total
    from {{ ref('fct_quota_month') }}
    group by quota_id

),

quotas as (

    select
        quota_id,
        amount_rc,
        row_number() over (
            partition by coalesce(rep_email, rep_id), period_start, period_end
            order by valid_from desc nulls last, quota_id asc
        ) as version_rank
    from {{ ref('fct_quota') }}
    where
        coalesce(measure, 'revenue') = 'revenue'
        and period_end <= (select max(days.month_end) from {{ ref('dim_date') }} as days)

)

select
    quotas.quota_id,
    quotas.amount_rc,
    months.months_total
from quotas
left join months
    on quotas.quota_id = months.quota_id
where quotas.version_rank = 1 and quotas.amount_rc <> coalesce(months.months_total, 0)
