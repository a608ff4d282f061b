-- prepared by: fct_buyer_contact, fct_stage_advance, dim_segment, dim_stage_dwell, dim_stage_ladder, fct_open_deal
-- prepared by: pipeline_by_deal
-- Not currency and note.
with
-- part: open_deals,

-- part: deal_shares,

bookings as (
    select rep_id, booked_date, bookings.amount_rc, bookings.known_at, first_proposal_date is not null as has_proposal
    from core.fct_booking as bookings inner join core.fct_opportunity using (opportunity_id)
    where bookings.amount_rc is not null
),

movements as (
    select 'bookings' as measure, rep_id, booked_date as moved_on, amount_rc as amount, known_at from bookings
    union all
    select 'proposals_only', rep_id, booked_date, amount_rc, known_at from bookings where has_proposal
    union all
    select 'invoiced', rep_id, document_date, net_amount_rc, known_at
    from core.fct_revenue_credit where net_amount_rc is not null
),

days as (
    select measure, rep_id, moved_on, sum(amount) as amount from movements group by all
),

-- Who left counts for the company and for a team that still has somebody.
reps as (
    select
        rep_id, coalesce(team, '(none)') as team, is_active,
        bool_or(is_active) over (partition by team) as has_active
    from (
        select rep_id, bool_or(moved_on is null or moved_on > getvariable('as_of')::date - 365) as is_active
        from (select rep_id, moved_on from days union all select rep_id, null from credits)
        group by rep_id
    )
    left join (select rep_id, team from core.dim_rep where is_current) using (rep_id)
),

members as (
    select 'company' as entity_type, 'company' as entity_id, rep_id from reps
    union all
    select 'team', team, rep_id from reps where has_active
    union all
    select 'rep', rep_id, rep_id from reps where is_active
),

quarters as (
    select distinct quarter_start, quarter_end from core.dim_date
),

present as (
    select (quarter_end - getvariable('as_of')::date)::integer as days_left
    from quarters
    where getvariable('as_of')::date between quarter_start and quarter_end
),

histories as (
    select measure, least(
        (select min(created_date) from core.fct_opportunity),
        (select min(moved_on) from days where measure = 'bookings')
    ) as started_on
    from (values ('bookings'), ('proposals_only')) as measures (measure)
    union all
    select 'invoiced', min(moved_on) from days where measure = 'invoiced'
),

origins as (
    select
        measure, greatest(origin.quarter_end - days_left, origin.quarter_start) as origin_date,
        period.quarter_start as period_start, period.quarter_end as period_end,
        getvariable('as_of')::date between origin.quarter_start and origin.quarter_end as is_present,
        period.quarter_start > origin.quarter_start as is_next,
        if(started_on is null, null, least(365, origin_date - started_on + 1))::integer as window_days
    from quarters as origin, present, histories, quarters as period
    where
        origin.quarter_start <= getvariable('as_of')::date
        and period.quarter_start in (origin.quarter_start, origin.quarter_start + interval 3 months)
        and (is_present or period.quarter_end <= getvariable('as_of')::date)
),

-- What was known on the day: of everything dated by an origin, the share that was written down by then.
known as (
    select measure, origin_date, count(*) filter (known_at < timezone('UTC', timezone(
            getvariable('time_zone'), (origin_date + 1)::timestamp
        ))) / count(*) as share
    from (select distinct measure, origin_date from origins where not is_present)
    inner join movements using (measure)
    where moved_on <= origin_date
    group by all
),

rep_days as (
    select rep_id, measure, moved_on, sum(amount) as amount
    from days
    group by all
),

entities as (
    select distinct entity_type, entity_id from members
),

sums as (
    select
        origins.*, rep_id,
        coalesce(sum(amount) filter (moved_on between period_start and period_end), 0) as actual,
        coalesce(sum(amount) filter (moved_on between period_start and least(period_end, origin_date)), 0) as to_date,
        coalesce(sum(amount) filter (moved_on between origin_date - window_days + 1 and origin_date), 0) as in_window
    from origins
    cross join (select distinct rep_id from members) as reps
    left join rep_days using (measure, rep_id)
    where
        is_present or (
            window_days >= 90
            and (measure, origin_date) in (select (measure, origin_date) from known where share >= 0.95)
        )
    group by all
),

-- The amounts of the reps are rounded and then added.
rep_expectations as (
    select
        *, round(to_date + in_window::double / nullif(window_days, 0)
            * (period_end - greatest(origin_date, period_start - 1)), 2)::decimal(18, 2) as expected
    from sums
),

expectations as (
    select
        measure, origin_date, period_start, period_end, is_present, is_next, window_days, entity_type, entity_id,
        sum(actual) as actual, sum(expected)::decimal(18, 2) as expected
    from members inner join rep_expectations using (rep_id)
    group by all
),

errors as (
    select
        measure, entity_type, entity_id, is_next,
        quantile_cont(actual::double / expected::double, [0.1, 0.5, 0.9]) as points
    from expectations
    where not is_present and expected > 0
    group by measure, entity_type, entity_id, is_next
    having count(*) >= 8
),

run_rate as (
    select
        'L0' as level, *,
        if(expected > 0 and points is not null, round(expected * least(points[1], 1), 2), null)::decimal(18, 2) as p10,
        if(expected > 0 and points is not null, round(expected * points[2], 2), null)::decimal(18, 2) as p50,
        if(expected > 0 and points is not null, round(expected * greatest(points[3], 1), 2), null)::decimal(18, 2) as p90
    from expectations left join errors using (measure, entity_type, entity_id, is_next)
    where is_present
),

periods as (
    select period_start, period_end from origins where is_present and measure = 'bookings'
),

rep_amounts as (
    select measure, rep_id, period_start, amount as static, amount as ladder
    from days inner join periods on moved_on between period_start and period_end
    where measure <> 'invoiced'
    union all
    select 'bookings', rep_id, period_start, static, ladder from credits
    union all
    select 'proposals_only', rep_id, period_start, static, ladder from credits where has_proposal
),

by_stage as (
    select measure, entity_type, entity_id, period_start, sum(static) as static, sum(ladder) as ladder
    from members inner join rep_amounts using (rep_id)
    group by all
),

levels as (
    select level, measure, entity_type, entity_id, period_start, period_end, expected as expected_amount, p10, p50, p90
    from run_rate
    union all
    select
        level, measure, entity_type, entity_id, period_start, period_end,
        coalesce(if(level = 'L1', static, ladder), 0)::decimal(18, 2), null, null, null
    from entities
    cross join periods
    cross join (values ('bookings'), ('proposals_only')) as measures (measure)
    cross join (values ('L1'), ('L2')) as levels (level)
    left join by_stage using (measure, entity_type, entity_id, period_start)
)

select
    getvariable('as_of')::date as as_of, *, level = 'L0' as is_champion
from levels
