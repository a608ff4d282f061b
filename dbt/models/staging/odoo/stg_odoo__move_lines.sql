-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per line of a sales document, or one that payments settle.
with landed as (

    select * from {{ landing('odoo', 'move_line') }}

),

renamed as (

    select
        {{ odoo_id('account.move.line', 'id') }} as move_line_id,
        {{ odoo_id('account.move', 'move_id') }} as move_id,
        {{ odoo_id('product.product', 'product_id') }} as product_id,
        {{ odoo_id('res.currency', 'currency_id') }} as odoo_currency_id,
        display_type,
        account_type,
        sequence as line_order,
        quantity,
        price_unit,
        price_subtotal,
        price_total,
        amount_currency,
        balance,
        {{ is_deleted() }} as is_deleted,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
