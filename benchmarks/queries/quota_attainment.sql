-- prepared by: fct_rep_presence, fct_rep_result_month
-- Not the entity's name, currency and note. Quotas of this company are of revenue alone.
with quotas as (
    select * from core.fct_quota_month where measure = 'revenue'
),

results as (
    select
        rep_id, team, territory_id, month_start, quota_amount as quota, prorated_amount as prorated, null as invoiced
    from quotas
    where holder_type = 'rep'
    union all
    select rep_id, team, territory_id, date_trunc('month', document_date)::date, null, null, net_amount_rc
    from (select rep_id, document_date, sum(net_amount_rc) as net_amount_rc from core.fct_revenue_credit group by all)
    left join core.dim_rep as reps using (rep_id)
    where document_date >= valid_from and document_date < coalesce(valid_to, date '9999-12-31')
),

periods as (
    select distinct
        month_start, unnest(['month', 'quarter', 'year']) as period_type,
        unnest([month_start, quarter_start, fiscal_year_start]) as period_start
    from core.dim_date
),

shares as (
    select
        entity_type, entity_id, rep_id, period_type, period_start,
        sum(quota) as quota, sum(prorated) as prorated, coalesce(sum(invoiced), 0) as invoiced
    from (
        select
            *, unnest(['rep', 'team', 'territory', 'company']) as entity_type,
            unnest([rep_id, coalesce(team, '(none)'), coalesce(territory_id, '(none)'), 'company']) as entity_id
        from results
    )
    inner join periods using (month_start)
    where period_start <= getvariable('as_of')::date
    group by all
),

hires as (
    select rep_id, min(hired_on) as hired_on from core.fct_quota_month
    where holder_type = 'rep' and rep_id <> 'unassigned' group by all
),

presences as (
    select
        rep_id, period_type, period_start,
        sum(least(next_day, left_on) - greatest(period_start, joined_on)) as days_present,
        any_value(next_day - period_start) as days_elapsed
    from (
        select rep_id, greatest(hires.hired_on, valid_from) as joined_on,
            if(is_active, valid_to, inactive_since) as left_on
        from core.dim_rep inner join hires using (rep_id)
        where is_active or is_inferred
    )
    inner join (
        select *, if(is_partial, getvariable('as_of')::date, period_end) + 1 as next_day from core.dim_period
    ) on joined_on < next_day and coalesce(left_on > period_start, true)
    where least(next_day, left_on) > greatest(period_start, joined_on)
    group by all
),

judged as (
    select
        *,
        entity_type <> 'rep' and prorated > 0 and coalesce(days_present >= 0.5 * days_elapsed, false) as is_judged,
        invoiced / nullif(prorated, 0) as reached
    from shares left join presences using (rep_id, period_type, period_start)
),

totals as (
    select
        entity_type, entity_id, period_type, period_start,
        sum(quota)::decimal(18, 2) as quota_amount, sum(prorated)::decimal(18, 2) as prorated_quota_amount,
        sum(invoiced)::decimal(18, 2) as invoiced_amount,
        count(*) filter (is_judged) as n, count(*) filter (is_judged and reached >= 1) as k,
        count(*) filter (is_judged and reached >= 0.8) as near,
        quantile_cont(reached, [0.1, 0.5, 0.9]) filter (is_judged) as points
    from judged
    group by all
),

team_quotas as (
    select period_type, period_start, 'team' as entity_type, team as entity_id, sum(quota_amount) as team_quota_amount
    from quotas inner join periods using (month_start)
    where holder_type = 'team'
    group by all
)

select
    entity_type, entity_id, 'revenue' as measure, period_type, period_start, period_end, is_partial, elapsed_share,
    quota_amount, prorated_quota_amount, prorated_quota_amount / nullif(quota_amount, 0) as ramp_factor,
    invoiced_amount, invoiced_amount / nullif(prorated_quota_amount, 0) as attainment,
    attainment / nullif(elapsed_share, 0) as pace,
    team_quota_amount::decimal(18, 2) as team_quota_amount,
    quota_amount / nullif(team_quota_amount, 0) as assigned_share,
    if(entity_type <> 'rep', n, null) as reps_with_quota,
    if(n > 0, k, null) as reps_at_quota,
    if(n > 0, k / n, null) as share_at_quota,
    case
        when n = 0 then null when k = 0 then 0
        else (k + z * z / 2 - z * sqrt(k * (n - k)::double / n + z * z / 4)) / (n + z * z)
    end as share_at_quota_low,
    case
        when n = 0 then null when k = n then 1
        else (k + z * z / 2 + z * sqrt(k * (n - k)::double / n + z * z / 4)) / (n + z * z)
    end as share_at_quota_high,
    if(entity_type <> 'rep', n >= 10, null) as is_reportable,
    if(n > 0, near, null) as reps_near_quota,
    if(n > 0, near / n, null) as share_near_quota,
    points[1] as attainment_p10, points[2] as attainment_p50, points[3] as attainment_p90,
    case
        when is_partial or n < 10 then null when k / n < 0.4 then 'too high' when k / n > 0.9 then 'too low' else 'fair'
    end as quota_calibration
from totals
inner join core.dim_period using (period_type, period_start)
left join team_quotas using (entity_type, entity_id, period_type, period_start)
cross join (select 1.6448536269514722::double as z)
