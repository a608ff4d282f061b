-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per product.
with landed as (

    select * from {{ landing('salesforce', 'product2') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as product_id,
        name as product_name,
        product_code,
        family,
        is_active,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
