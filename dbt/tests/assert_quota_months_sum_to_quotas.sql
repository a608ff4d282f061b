-- The months of a quota add up exactly to it, and of the versions of one quota exactly one has months.
with months as (

    select
        quota_id,
        sum(quota_amount) as months_total
    from {{ ref('fct_quota_month') }}
    group by quota_id

),

quotas as (

    select
        *,
        case when measure = 'units' then amount else amount_rc end as quota_amount,
        case when rep_id = 'unassigned' then holder_key else rep_id end as holder_id
    from {{ ref('fct_quota') }}
    where period_end <= (select max(days.month_end) from {{ ref('dim_date') }} as days)

),

held as (

    select
        quotas.holder_type,
        quotas.holder_id,
        quotas.measure,
        quotas.period_start,
        quotas.period_end,
        count(months.quota_id) as quotas_spread,
        sum(case when months.quota_id is not null then quotas.quota_amount end) as quota_total,
        sum(months.months_total) as months_total
    from quotas
    left join months
        on quotas.quota_id = months.quota_id
    group by quotas.holder_type, quotas.holder_id, quotas.measure, quotas.period_start, quotas.period_end

)

select * from held
where quotas_spread <> 1 or quota_total is distinct from months_total
