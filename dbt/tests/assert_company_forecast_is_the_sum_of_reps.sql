-- The company's forecast is exactly the sum of the forecasts of its reps.
with totals as (

    select
        period_start,
        measure,
        level,
        sum(case when entity_type = 'company' then expected_amount end) as company_amount,
        sum(case when entity_type = 'rep' then expected_amount end) as reps_amount
    from {{ ref('forecast_by_period') }}
    group by period_start, measure, level

)

select *
from totals
where company_amount is distinct from reps_amount
