-- One row per day from 1990 to two years after AS_OF. Quarters and years are fiscal.
with days as (
    select date_day
    from
        {{ date_series(
            month_start(fiscal_year_start("cast('1990-01-01' as date)")),
            add_months(as_of(), 24)
        ) }} as series
),

holidays as (
    select distinct holiday_date
    from {{ union_systems('holidays', {'boolean': ['is_deleted'], 'date': ['holiday_date']}) }} as holidays
    where not is_deleted
)

select
    days.date_day,
    {{ week_start('days.date_day') }} as week_start,
    {{ month_start('days.date_day') }} as month_start,
    {{ month_end('days.date_day') }} as month_end,
    {{ quarter_start('days.date_day') }} as quarter_start,
    {{ quarter_end('days.date_day') }} as quarter_end,
    {{ fiscal_year_start('days.date_day') }} as fiscal_year_start,
    {{ days_between(week_start('days.date_day'), 'days.date_day') }} < 5
    and holidays.holiday_date is null as is_business_day
from days
left join holidays on days.date_day = holidays.holiday_date
