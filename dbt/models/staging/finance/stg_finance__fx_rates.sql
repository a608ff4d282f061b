-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per day and pair of currencies.
with landed as (

    select * from {{ landing('finance', 'fx_rates') }}

),

renamed as (

    select
        {{ composed_id('finance', ['date', 'from_currency', 'to_currency']) }} as fx_rate_id,
        {{ code_key('from_currency') }} as from_currency,
        {{ code_key('to_currency') }} as to_currency,
        rate,
        {{ is_deleted() }} as is_deleted,
        date as rate_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
