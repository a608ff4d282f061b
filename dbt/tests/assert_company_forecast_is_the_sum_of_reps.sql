-- The company's forecast is the sum of the forecasts of its reps. L1 adds up exactly; L0 rounds each rep's daily
-- average, so half a cent per rep is allowed.
with totals as (

    select
        period_start,
        measure,
        level,
        sum(case when entity_type = 'company' then expected_amount end) as company_amount,
        sum(case when entity_type = 'rep' then expected_amount end) as reps_amount,
        case when level = 'L0' then 0.005 * (1 + count(case when entity_type = 'rep' then 1 end)) else 0 end as rounding
    from {{ ref('forecast_by_period') }}
    group by period_start, measure, level

)

select *
from totals
where abs(company_amount - reps_amount) > rounding or (company_amount is null) <> (reps_amount is null)
