-- prepared by: fct_opportunity_gateway, fct_funnel_entry
-- Not entity_name, currency and note. The only gateway is the proposal; accounting is connected.
with deals as (
    select
        deals.*, owner_id as proposal_owner_id, amount_rc as first_proposal_amount_rc,
        if(outcome = 'won', closed_date, null) as won_date
    from (
        select * exclude (owner_id, amount_rc), amount_rc as won_amount_rc from core.fct_opportunity where not is_deleted
    ) as deals
    left join (select opportunity_id, owner_id, amount_rc from core.fct_proposal where is_first) using (opportunity_id)
),

entries as (
    select
        'gateway_ratio' as ratio_name, 'M36' as metric_id, first_appointment_rep_id as rep_id,
        first_appointment_held_date as entry_date, amount_at_creation_rc as amount_rc,
        least(first_proposal_date, won_date) as target_date
    from deals
    union all
    select 'closing_ratio', 'M10', proposal_owner_id, first_proposal_date, first_proposal_amount_rc, won_date from deals
    union all
    select 'win_rate', 'M09', owner_at_creation_id, created_date, amount_at_creation_rc, won_date from deals
),

horizons as (
    select
        ratio_name,
        if(count(target_date) >= 10,
            ceil(quantile_cont(greatest(target_date - entry_date, 0)::double, 0.9) filter (target_date is not null)),
            180)::integer as horizon_days
    from entries
    where entry_date is not null
    group by ratio_name
),

-- Months count once all their items have had their time.
cohorts as (
    select
        ratio_name, metric_id, coalesce(rep_id, 'unassigned') as rep_id,
        date_trunc('month', entry_date)::date as month_start, amount_rc,
        target_date <= entry_date + horizon_days as is_converted
    from entries inner join horizons using (ratio_name)
    where last_day(entry_date) + horizon_days <= getvariable('as_of')::date
),

revenue as (
    select deals.opportunity_id, if(count(document_date) = 0, any_value(won_amount_rc), sum(net_amount_rc)) as sales
    from deals
    left join core.fct_revenue_line as lines
        on deals.opportunity_id = lines.opportunity_id and document_date <= closed_date + interval 12 months
    where outcome = 'won'
    group by all
),

proposals as (
    select
        coalesce(owner_at_creation_id, 'unassigned') as rep_id, date_trunc('month', created_date)::date as month_start,
        count(*) as cases, count(first_proposal_date) as with_offer, sum(amount_at_creation_rc) as created,
        sum(coalesce(first_proposal_amount_rc, 0)) as first_offer,
        sum(coalesce(last_proposal_amount_rc, 0)) as last_offer,
        sum(coalesce(sales, 0)) as sales
    from deals left join revenue using (opportunity_id)
    where
        created_date <= last_day((select max(month_start) from cohorts where ratio_name = 'win_rate'))
        and amount_at_creation_rc is not null
        and (first_proposal_date is null or last_proposal_amount_rc is not null)
        and (outcome <> 'won' or sales is not null)
    group by 1, 2
),

months as (
    select
        ratio_name, metric_id, rep_id, month_start, count(*) as cases,
        count(*) filter (is_converted) as numerator, count(*) as denominator
    from cohorts group by all
    union all
    select
        'win_rate_value', 'M09', rep_id, month_start, count(amount_rc),
        coalesce(sum(amount_rc) filter (is_converted), 0), coalesce(sum(amount_rc), 0)
    from cohorts where ratio_name = 'win_rate' group by rep_id, month_start
    union all
    select 'offer_count_ratio', 'M12', rep_id, month_start, cases, with_offer, cases from proposals
    union all
    select 'offer_value_ratio', 'M12', rep_id, month_start, cases, last_offer, created from proposals
    union all
    select 'first_offer_value_ratio', 'M12', rep_id, month_start, cases, first_offer, created from proposals
    union all
    select 'sales_to_offer_ratio', 'M11', rep_id, month_start, cases, sales, last_offer from proposals
    union all
    select 'sales_to_opportunity_ratio', 'M11', rep_id, month_start, cases, sales, created from proposals
    union all
    select
        'win_rate_closed', 'M09', coalesce(owner_at_close_id, 'unassigned'), date_trunc('month', closed_date)::date,
        count(*), count(*) filter (outcome = 'won'), count(*)
    from deals where outcome <> 'open' and closed_date is not null group by 3, 4
),

credited as (
    select
        months.*, coalesce(team, '(none)') as team, max(month_start) over (partition by ratio_name) as last_month
    from months
    left join core.dim_rep as reps
        on
            months.rep_id = reps.rep_id and last_day(month_start) >= valid_from
            and coalesce(last_day(month_start) < valid_to, true)
),

periods as (
    select
        *, 'quarter' as period_type,
        (date_trunc('quarter', month_start - to_months(getvariable('fiscal_year_start_month')::integer - 1))
            + to_months(getvariable('fiscal_year_start_month')::integer - 1))::date as period_start,
        (period_start + interval 3 months)::date - 1 as period_end
    from credited
    union all
    select *, 'rolling_12_months', (last_month - interval 11 months)::date, last_day(last_month)
    from credited where month_start > last_month - interval 12 months
),

entities as (
    select
        entity_type, entity_id, period_type, period_start, period_end, ratio_name, metric_id,
        sum(cases)::bigint as cases, sum(numerator) as k, sum(denominator) as n, max(last_month) as last_month,
        ratio_name in ('win_rate', 'win_rate_closed', 'closing_ratio', 'gateway_ratio', 'offer_count_ratio') as is_count
    from (
        select *, unnest(['rep', 'team', 'company']) as entity_type, unnest([rep_id, team, 'company']) as entity_id
        from periods
    )
    group by entity_type, entity_id, period_type, period_start, period_end, ratio_name, metric_id
)

select
    entity_type, entity_id, period_type, period_start, period_end, ratio_name, metric_id,
    period_end <= least(last_day(last_month), getvariable('as_of')::date) as is_mature,
    cases, k::decimal(18, 2) as numerator, n::decimal(18, 2) as denominator, k::double / nullif(n, 0)::double as ratio,
    case
        when not is_count or n = 0 then null when k = 0 then 0
        else (k + z * z / 2 - z * sqrt(k::double * (n - k)::double / n::double + z * z / 4)) / (n + z * z)
    end as ratio_low,
    case
        when not is_count or n = 0 then null when k = n then 1
        else (k + z * z / 2 + z * sqrt(k::double * (n - k)::double / n::double + z * z / 4)) / (n + z * z)
    end as ratio_high,
    cases >= 10 as is_reportable,
    case ratio_name when 'closing_ratio' then 0.65 when 'gateway_ratio' then 0.65 end::double as target,
    case ratio_name when 'gateway_ratio' then 0.6 end::double as alert
from entities cross join (select 1.6448536269514722::double as z)
