-- One row per day, from the earliest fact (not before 1990) to two years after AS_OF. Quarters and years are fiscal.
with earliest_days as (
    select min(created_date) as earliest_day from {{ ref('fct_opportunity') }}
    union all
    select min(created_date) from {{ ref('fct_lead') }}
    union all
    select min(occurred_date) from {{ ref('fct_activity') }}
    union all
    select min(occurred_date) from {{ ref('fct_email_event') }}
    union all
    select min(invoice_date) from {{ ref('fct_invoice_line') }}
    union all
    select min(credit_note_date) from {{ ref('fct_credit_note') }}
    union all
    select min(payment_date) from {{ ref('fct_payment') }}
    union all
    select min(period_start) from {{ ref('fct_quota') }}
    union all
    select min(period_start) from {{ ref('fct_plan') }}
    union all
    select min(rate_date) from {{ ref('int_fx_rates_daily') }}
),

bounds as (
    select greatest(least(min(earliest_day), {{ as_of() }}), cast('1990-01-01' as date)) as first_day from earliest_days
),

days as (
    select date_day
    from
        {{ date_series(
            month_start(fiscal_year_start('(select coalesce(first_day, ' ~ as_of() ~ ') from bounds)')),
            add_months(as_of(), 24)
        ) }} as series
),

holidays as (
    select distinct holiday_date from {{ ref('stg_finance__holidays') }} where not is_deleted
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
