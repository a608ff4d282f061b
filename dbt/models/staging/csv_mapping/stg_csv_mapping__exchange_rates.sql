-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per exchange rate: day and pair of currencies.
with landed as (

    select * from {{ landing('csv_mapping', 'exchange_rate') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as exchange_rate_id,
        {{ code_key('from_currency') }} as from_currency,
        {{ code_key('to_currency') }} as to_currency,
        rate,
        {{ is_deleted() }} as is_deleted,
        rate_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
