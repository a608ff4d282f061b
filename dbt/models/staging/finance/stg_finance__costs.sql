-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per cost booking.
with landed as (

    select * from {{ landing('finance', 'costs') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as cost_id,
        category,
        channel,
        {{ long_id('campaign_id') }} as campaign_key,
        {{ code_key('currency') }} as currency,
        amount,
        {{ is_deleted() }} as is_deleted,
        date as cost_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
