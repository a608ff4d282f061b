-- One row per exchange rate of a mapped export; rates of finance take precedence.
select
    exchange_rate_id as fx_rate_id,
    from_currency,
    to_currency,
    rate,
    1 as preference,
    is_deleted,
    rate_date
from {{ ref('stg_csv_mapping__exchange_rates') }}
