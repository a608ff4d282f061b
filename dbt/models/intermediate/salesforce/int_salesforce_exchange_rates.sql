-- One row per currency of Salesforce and first day of its rate into the reporting currency. Salesforce states units of
-- a currency for one unit of its corporate currency, so a rate is the quotient of two. Rates of other sources take
-- precedence.
{% set first_day = "cast('1990-01-01' as date)" %}
with dated_rates as (
    select dated_conversion_rate_id, currency, conversion_rate, start_date
    from {{ ref('stg_salesforce__dated_conversion_rates') }}
    where not is_deleted and conversion_rate > 0
),

-- The rate without a date counts for a currency that has no dated ones. dim_date begins on the first day.
conversions as (
    select
        dated_conversion_rate_id as conversion_id,
        currency,
        conversion_rate,
        greatest(start_date, {{ first_day }}) as valid_from
    from dated_rates
    union all
    select types.currency_type_id, types.currency, types.conversion_rate, {{ first_day }}
    from {{ ref('stg_salesforce__currency_types') }} as types
    where
        not types.is_deleted
        and types.conversion_rate > 0
        and not exists (select 1 from dated_rates where dated_rates.currency = types.currency)
),

intervals as (
    select
        *,
        coalesce(
            lead(valid_from) over (partition by currency order by valid_from, conversion_id),
            {{ add_days(as_of(), 1) }}
        ) as valid_to
    from conversions
    where valid_from <= {{ as_of() }}
)

select
    foreign_rates.conversion_id || '/' || own_rates.conversion_id as fx_rate_id,
    foreign_rates.currency as from_currency,
    own_rates.currency as to_currency,
    try_cast(
        cast(own_rates.conversion_rate as double) / cast(foreign_rates.conversion_rate as double) as decimal(20, 12)
    ) as rate,
    true as is_fallback,
    false as is_deleted,
    greatest(foreign_rates.valid_from, own_rates.valid_from) as rate_date
from intervals as foreign_rates
inner join intervals as own_rates
    on
        foreign_rates.valid_from < own_rates.valid_to
        and foreign_rates.valid_to > own_rates.valid_from
where own_rates.currency = '{{ reporting_currency() }}' and foreign_rates.currency <> own_rates.currency
