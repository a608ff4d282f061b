-- One row per currency and first day of a rate into the reporting currency. A rate holds until the next one.
with finance_rates as (
    select fx_rate_id, rate_date, from_currency, to_currency, rate, 0 as preference
    from {{ ref('stg_finance__fx_rates') }}
    where not is_deleted
),

mapped_rates as (
    select exchange_rate_id as fx_rate_id, rate_date, from_currency, to_currency, rate, 1 as preference
    from {{ ref('stg_csv_mapping__exchange_rates') }}
    where not is_deleted
),

-- Units of the currency for one of the company's.
book_rates as (
    select
        rates.currency_rate_id as fx_rate_id,
        rates.rate_date,
        own_currencies.currency as from_currency,
        currencies.currency as to_currency,
        rates.rate,
        2 as preference
    from {{ ref('stg_odoo__currency_rates') }} as rates
    inner join {{ ref('stg_odoo__companies') }} as companies on rates.company_id = companies.company_id
    inner join {{ ref('stg_odoo__currencies') }} as own_currencies
        on companies.odoo_currency_id = own_currencies.odoo_currency_id
    inner join {{ ref('stg_odoo__currencies') }} as currencies on rates.odoo_currency_id = currencies.odoo_currency_id
    where not rates.is_deleted
),

rates as (
    select fx_rate_id, rate_date, from_currency, to_currency, cast(rate as decimal(20, 12)) as rate, preference
    from (
        select * from finance_rates
        union all
        select * from mapped_rates
        union all
        select * from book_rates
    ) as unioned
    where rate > 0 and from_currency <> to_currency
),

-- A rate quoted the other way round serves where there is no direct one of that day; of two alike, finance's counts.
candidates as (
    select from_currency as currency, rate_date, rate, preference, fx_rate_id
    from rates
    where to_currency = '{{ reporting_currency() }}'
    union all
    select to_currency, rate_date, try_cast(1 / cast(rate as double) as decimal(20, 12)), preference + 3, fx_rate_id
    from rates
    where from_currency = '{{ reporting_currency() }}'
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
    '{{ reporting_currency() }}' as to_currency,
    rate_date as valid_from,
    lead(rate_date) over (partition by currency order by rate_date) as valid_to,
    rate
from ranked
where rate_rank = 1
