-- The open part of L1 and L2 in a period is exactly the sum over the open opportunities of that period.
with deals as (

    select
        period_start,
        sum(static_amount) as static_amount,
        sum(ladder_amount) as ladder_amount
    from {{ ref('pipeline_by_deal') }}
    where period_start is not null
    group by period_start

),

forecasts as (

    select
        period_start,
        max(case when level = 'L1' then expected_amount end) - max(case when level = 'L2' then expected_amount end)
            as lost_on_the_ladder
    from {{ ref('forecast_by_period') }}
    where entity_type = 'company' and measure = 'bookings'
    group by period_start

)

select
    forecasts.period_start,
    forecasts.lost_on_the_ladder,
    deals.static_amount - deals.ladder_amount as lost_by_the_deals
from forecasts
left join deals
    on forecasts.period_start = deals.period_start
where forecasts.lost_on_the_ladder is distinct from coalesce(deals.static_amount - deals.ladder_amount, 0)
