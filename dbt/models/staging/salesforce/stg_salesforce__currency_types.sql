-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per currency of the organisation, with its rate without a date.
with landed as (

    select * from {{ landing('salesforce', 'currency_type') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as currency_type_id,
        {{ code_key('currency_iso_code') }} as currency,
        conversion_rate,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
