-- One row per currency and first day of a rate into the reporting currency. A rate is valid until the next one.
with rates as (
    select
        fx_rate_id,
        rate_date,
        from_currency,
        to_currency,
        rate,
        coalesce(preference, 0) as preference,
        coalesce(is_fallback, false) as is_fallback
    from {{ union_systems('exchange_rates', {
        'string': ['fx_rate_id', 'from_currency', 'to_currency'],
        'decimal(20, 12)': ['rate'],
        'integer': ['preference'],
        'boolean': ['is_deleted', 'is_fallback'],
        'date': ['rate_date'],
    }) }} as exchange_rates
    where not is_deleted and rate > 0 and from_currency <> to_currency
),

-- An inverse rate is used when there is no direct one of that day; of two such rates that of finance is used.
candidates as (
    select from_currency as currency, rate_date, rate, preference, is_fallback, fx_rate_id
    from rates
    where to_currency = '{{ reporting_currency() }}'
    union all
    select
        to_currency,
        rate_date,
        try_cast(1 / cast(rate as double) as decimal(20, 12)),
        preference + 3,
        is_fallback,
        fx_rate_id
    from rates
    where from_currency = '{{ reporting_currency() }}'
),

dated as (
    select
        *,
        min(case when not is_fallback then rate_date end) over (partition by currency) as first_rate_date
    from candidates
    where rate is not null
),

-- A fallback counts only on days for which no other source gives a rate.
ranked as (
    select
        *,
        row_number() over (partition by currency, rate_date order by preference, fx_rate_id) as rate_rank
    from dated
    where not is_fallback or first_rate_date is null or rate_date < first_rate_date
)

select
    currency as from_currency,
    '{{ reporting_currency() }}' as to_currency,
    rate_date as valid_from,
    lead(rate_date) over (partition by currency order by rate_date) as valid_to,
    rate
from ranked
where rate_rank = 1
