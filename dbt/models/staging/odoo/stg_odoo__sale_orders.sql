-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per quotation or order.
with landed as (

    select * from {{ landing('odoo', 'sale_order') }}

),

renamed as (

    select
        {{ odoo_id('sale.order', 'id') }} as sale_order_id,
        {{ odoo_id('crm.lead', 'opportunity_id') }} as lead_id,
        {{ odoo_id('res.partner', 'partner_id') }} as partner_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        {{ odoo_id('res.currency', 'currency_id') }} as odoo_currency_id,
        name as order_number,
        state as status,
        amount_untaxed,
        amount_total,
        {{ is_deleted() }} as is_deleted,
        validity_date as valid_until,
        date_order as ordered_at,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
