-- One row per currency and first day of a rate into the reporting currency. A rate holds until the next one.
with rates as (
    select fx_rate_id, rate_date, from_currency, to_currency, cast(rate as decimal(20, 12)) as rate
    from {{ ref('stg_finance__fx_rates') }}
    where not is_deleted and rate > 0 and from_currency <> to_currency
),

-- A rate quoted the other way round serves where there is no direct one of that day.
candidates as (
    select from_currency as currency, rate_date, rate, 1 as preference, fx_rate_id
    from rates
    where to_currency = '{{ var("reporting_currency") }}'
    union all
    select to_currency, rate_date, try_cast(1 / cast(rate as double) as decimal(20, 12)), 2, fx_rate_id
    from rates
    where from_currency = '{{ var("reporting_currency") }}'
),

ranked as (
    select
        *,
        row_number() over (partition by currency, rate_date order by preference, fx_rate_id) as rate_rank
    from candidates
    where rate is not null
)

select
    currency as from_currency,
    '{{ var("reporting_currency") }}' as to_currency,
    rate_date as valid_from,
    lead(rate_date) over (partition by currency order by rate_date) as valid_to,
    rate
from ranked
where rate_rank = 1
