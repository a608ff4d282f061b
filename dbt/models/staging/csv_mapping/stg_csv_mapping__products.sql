-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per product.
with landed as (

    select * from {{ landing('csv_mapping', 'product') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as product_id,
        name as product_name,
        family,
        {{ code_key('currency') }} as currency,
        list_price,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
