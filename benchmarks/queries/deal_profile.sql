-- Not the entity's name, currency and note.
with deals as (
    select *, if(outcome = 'open', getvariable('as_of')::date, closed_date) as last_date
    from core.fct_opportunity
    where not is_deleted
),

revenue as (
    select opportunity_id, if(count(*) = count(net_amount_rc), sum(net_amount_rc), null) as invoiced
    from deals inner join core.fct_revenue_line using (opportunity_id)
    where outcome = 'won' and document_date <= closed_date + interval 12 months
    group by all
),

measures as (
    select
        'deal_value' as measure, coalesce(owner_at_close_id, 'unassigned') as rep_id,
        coalesce(nullif(trim(opportunity_type), ''), '(none)') as segment,
        coalesce(lead_source, '(none)') as lead_source, closed_date as on_day,
        coalesce(invoiced, amount_rc)::decimal(18, 2) as amount, true as is_end, true as is_won,
        invoiced is null as is_claimed
    from deals left join revenue using (opportunity_id)
    where outcome = 'won' and closed_date is not null and coalesce(invoiced, amount_rc) > 0
    union all
    select
        'cycle_days_from_creation', coalesce(owner_at_creation_id, 'unassigned'),
        coalesce(nullif(trim(opportunity_type), ''), '(none)'), coalesce(lead_source, '(none)'), created_date,
        (last_date - cycle_start_date)::decimal(18, 2), outcome <> 'open', outcome = 'won', false
    from deals where last_date >= cycle_start_date and created_date is not null
    union all
    select
        'cycle_days_from_first_contact', coalesce(owner_at_creation_id, 'unassigned'),
        coalesce(nullif(trim(opportunity_type), ''), '(none)'), coalesce(lead_source, '(none)'), created_date,
        (last_date - least(first_contact_date, cycle_start_date))::decimal(18, 2), outcome <> 'open', outcome = 'won', false
    from deals where last_date >= cycle_start_date and created_date is not null
),

counted as (
    select
        measure, measures.rep_id, coalesce(team, '(none)') as team, segment, lead_source, amount,
        on_day > (getvariable('as_of')::date - interval 12 months)::date as is_recent,
        (date_trunc('quarter', on_day - to_months(getvariable('fiscal_year_start_month')::integer - 1))
            + to_months(getvariable('fiscal_year_start_month')::integer - 1))::date as quarter_start,
        count(*) as deals, count(*) filter (is_end) as ends,
        count(*) filter (is_won) as wins, count(*) filter (is_claimed) as claims
    from measures
    left join core.dim_rep as reps
        on measures.rep_id = reps.rep_id and on_day >= valid_from and coalesce(on_day < valid_to, true)
    group by all
),

entities as (
    select
        *, unnest(['rep', 'team', 'segment', 'lead_source', 'company']) as entity_type,
        unnest([rep_id, team, segment, lead_source, 'company']) as entity_id
    from counted
),

shared as (
    select
        entity_type, entity_id, 'quarter' as period_type, quarter_start as period_start,
        measure, amount, deals, ends, wins, claims
    from entities
    union all
    select
        entity_type, entity_id, 'rolling_12_months', (getvariable('as_of')::date - interval 12 months)::date + 1,
        measure, amount, deals, ends, wins, claims
    from entities where is_recent
),

steps as (
    select
        entity_type, entity_id, period_type, period_start, measure, amount,
        sum(deals) as deals, sum(ends) as ends, sum(wins) as wins, sum(claims) as claims
    from shared
    group by all
),

at_risk as (
    select *, sum(deals) over (
        partition by entity_type, entity_id, period_type, period_start, measure order by amount desc
    ) as at_risk
    from steps
),

-- Kaplan and Meier for what lasts, Aalen and Johansen for what of it is won.
survival as (
    select *, coalesce(product(1 - ends / at_risk) over (
        partition by entity_type, entity_id, period_type, period_start, measure order by amount
        rows between unbounded preceding and 1 preceding
    ), 1) * wins / at_risk as won_here
    from at_risk
),

incidence as (
    select *, sum(won_here) over (
        partition by entity_type, entity_id, period_type, period_start, measure order by amount
    ) / nullif(sum(won_here) over (
        partition by entity_type, entity_id, period_type, period_start, measure
    ), 0) as won_share
    from survival
)

select
    entity_type, entity_id, period_type, period_start,
    if(period_type = 'quarter', (period_start + interval 3 months)::date - 1, getvariable('as_of')::date) as period_end,
    measure, if(measure = 'deal_value', 'M06', 'M49') as metric_id,
    sum(deals)::bigint as deals, (sum(deals) - sum(ends))::bigint as open_deals, sum(wins)::bigint as won_deals,
    sum(claims)::bigint as claimed_deals,
    sum(amount * wins)::decimal(18, 2) as won_total,
    round(sum(amount * wins) / nullif(sum(wins), 0), 2)::decimal(18, 2) as won_mean,
    min(amount) filter (won_share >= 0.25 - 1e-9) as p25_value,
    min(amount) filter (won_share >= 0.5 - 1e-9) as median_value,
    min(amount) filter (won_share >= 0.75 - 1e-9) as p75_value,
    sum(wins) >= 10 as is_reportable
from incidence
group by entity_type, entity_id, period_type, period_start, measure
