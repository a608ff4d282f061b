-- One row per currency and day up to AS_OF for which a rate into the reporting currency is known: the latest on or
-- before the day, of any age. Facts join it by equality; a range join of all facts with all rates of a currency is
-- quadratic.
with intervals as (
    select from_currency, valid_from, valid_to, rate from {{ ref('int_fx_rates_intervals') }}
),

days as (
    select date_day from {{ date_series('(select min(valid_from) from intervals)', as_of()) }} as series
),

foreign_currencies as (
    select
        intervals.from_currency as currency,
        days.date_day as rate_date,
        intervals.rate
    from days
    inner join intervals
        on
            days.date_day >= intervals.valid_from
            and days.date_day < coalesce(intervals.valid_to, {{ add_days(as_of(), 1) }})
)

select * from foreign_currencies
