-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per currency and first day of its rate.
with landed as (

    select * from {{ landing('salesforce', 'dated_conversion_rate') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as dated_conversion_rate_id,
        {{ code_key('currency_iso_code') }} as currency,
        conversion_rate,
        {{ is_deleted() }} as is_deleted,
        start_date,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
