-- One row per period, entity and measure: L1, what was won so far plus every open deal at the percentage of its stage.
with periods as (

    select
        period_start,
        period_end,
        is_next
    from {{ ref('forecast_origins') }}
    where is_present and measure = 'bookings'

),

rep_amounts as (

    select
        bookings.rep_id,
        periods.period_start,
        bookings.amount,
        0 as past_due_deals,
        0 as deals_left_out
    from {{ ref('forecast_movements') }} as bookings
    inner join periods
        on bookings.moved_on between periods.period_start and periods.period_end
    where bookings.measure = 'bookings'

    union all

    -- A deal without amount, close date or known stage is in no period and may be missed in either: both notes say so.
    select
        deals.rep_id,
        periods.period_start,
        case when deals.period_start = periods.period_start then deals.weighted_amount end as amount,
        case when deals.is_past_due and not periods.is_next then 1 else 0 end as past_due_deals,
        case when deals.period_start is null then 1 else 0 end as deals_left_out
    from {{ ref('forecast_open_deals') }} as deals
    cross join periods

),

entity_amounts as (

    select
        entities.entity_type,
        entities.entity_id,
        rep_amounts.period_start,
        sum(rep_amounts.amount) as amount,
        sum(rep_amounts.past_due_deals) as past_due_deals,
        sum(rep_amounts.deals_left_out) as deals_left_out
    from {{ ref('forecast_entities') }} as entities
    inner join rep_amounts
        on entities.rep_id = rep_amounts.rep_id
    group by entities.entity_type, entities.entity_id, rep_amounts.period_start

),

entities as (

    select distinct
        entity_type,
        entity_id
    from {{ ref('forecast_entities') }}

)

select
    'L1' as level,
    'bookings' as measure,
    entities.entity_type,
    entities.entity_id,
    periods.period_start,
    periods.period_end,
    {{ money('coalesce(entity_amounts.amount, 0)') }} as expected_amount,
    cast(null as decimal(18, 2)) as p10,
    cast(null as decimal(18, 2)) as p50,
    cast(null as decimal(18, 2)) as p90,
    concat_ws(
        '; ',
        'no interval: a fixed percentage says nothing about its error',
        case
            when entity_amounts.past_due_deals > 0
                then 'deals past due, counted here: ' || entity_amounts.past_due_deals
        end,
        case
            when entity_amounts.deals_left_out > 0
                then
                    'deals left out, without amount, date or known stage: '
                    || entity_amounts.deals_left_out
        end
    ) as note
from entities
cross join periods
left join entity_amounts
    on
        entities.entity_type = entity_amounts.entity_type
        and entities.entity_id = entity_amounts.entity_id
        and periods.period_start = entity_amounts.period_start
