-- One row per measure, origin date and forecast period: AS_OF, and the day of each earlier quarter with as many days
-- remaining.
with quarters as (

    select distinct
        quarter_start,
        quarter_end
    from {{ ref('dim_date') }}

),

movements as (

    select * from {{ ref('forecast_movements') }}

),

measures as (

    select 'bookings' as measure

    union all

    select 'proposals_only' as measure

    union all

    select 'invoiced' as measure

),

-- The history of bookings begins with the first opportunity, so that days without a win count too. The history of
-- proposals_only begins on the same day, so that its daily average is never above that of bookings.
history_dates as (

    select
        'bookings' as measure,
        created_date as started_on
    from {{ ref('fct_opportunity') }}

    union all

    select
        measure,
        moved_on as started_on
    from movements

),

histories as (

    select
        measures.measure,
        min(history_dates.started_on) as started_on
    from measures
    left join history_dates
        on
            measures.measure = history_dates.measure
            or (measures.measure = 'proposals_only' and history_dates.measure = 'bookings')
    group by measures.measure

),

origins as (

    select
        quarter_start,
        quarter_end,
        quarter_start = {{ quarter_start(as_of()) }} as is_present,
        greatest(
            {{ add_days('quarter_end', '-' ~ days_between(as_of(), quarter_end(as_of()))) }}, quarter_start
        ) as origin_date
    from quarters
    where quarter_start <= {{ as_of() }}

),

periods as (

    select
        histories.measure,
        origins.origin_date,
        origins.is_present,
        quarters.quarter_start as period_start,
        quarters.quarter_end as period_end,
        quarters.quarter_start > origins.quarter_start as is_next,
        case
            when histories.started_on is not null then least(
                cast({{ threshold('forecast.run_rate_days') }} as integer),
                {{ days_between('histories.started_on', 'origins.origin_date') }} + 1
            )
        end as window_days
    from origins
    inner join quarters
        on quarters.quarter_start in (origins.quarter_start, {{ add_months('origins.quarter_start', 3) }})
    cross join histories
    where origins.is_present or quarters.quarter_end <= {{ as_of() }}

),

-- An origin is used only if the records dated before it were known at that time; a record written or changed later
-- would be look-ahead bias.
known_shares as (

    select
        periods.measure,
        periods.origin_date,
        {{ ratio(
            "count(case when movements.known_at < " ~ day_start(add_days('periods.origin_date', 1)) ~ " then 1 end)",
            "count(*)"
        ) }} as known_share
    from periods
    inner join movements
        on
            periods.measure = movements.measure
            and periods.origin_date >= movements.moved_on
    group by periods.measure, periods.origin_date

)

select
    periods.measure,
    periods.origin_date,
    periods.period_start,
    periods.period_end,
    periods.is_present,
    periods.is_next,
    periods.window_days
from periods
left join known_shares
    on
        periods.measure = known_shares.measure
        and periods.origin_date = known_shares.origin_date
where
    periods.is_present
    or (
        periods.window_days >= {{ threshold('forecast.history_days_least') }}
        and known_shares.known_share >= {{ threshold('forecast.known_share_least') }}
    )
