-- The months of a quota add up exactly to it, and of the versions of one quota exactly one has months. Periods that end
-- before they begin, or that the calendar does not hold, are entered by people and have no months or not all.
with calendar as (

    select
        min(month_start) as first_day,
        max(month_end) as last_day
    from {{ ref('dim_date') }}

),

months as (

    select
        quota_id,
        sum(quota_amount) as months_total
    from {{ ref('fct_quota_month') }}
    group by quota_id

),

quotas as (

    select
        fct_quota.*,
        case when fct_quota.measure = 'units' then fct_quota.amount else fct_quota.amount_rc end as quota_amount,
        case when fct_quota.rep_id = 'unassigned' then fct_quota.holder_key else fct_quota.rep_id end as holder_id
    from {{ ref('fct_quota') }} as fct_quota
    cross join calendar
    where
        fct_quota.period_start between calendar.first_day and fct_quota.period_end
        and fct_quota.period_end <= calendar.last_day

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
