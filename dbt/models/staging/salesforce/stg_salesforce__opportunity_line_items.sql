-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per product line of an opportunity.
with landed as (

    select * from {{ landing('salesforce', 'opportunity_line_item') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_line_item_id,
        {{ prefixed_id('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'product2_id') }} as product_id,
        {{ code_key('currency_iso_code') }} as currency,
        quantity,
        unit_price,
        total_price,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
