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
        write_date as modified_at,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
