-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per product.
with landed as (

    select * from {{ landing('odoo', 'product') }}

),

renamed as (

    select
        {{ odoo_id('product.product', 'id') }} as product_id,
        name as product_name,
        default_code as product_code,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
