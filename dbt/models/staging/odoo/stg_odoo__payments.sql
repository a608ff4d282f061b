-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per payment of a customer.
with landed as (

    select * from {{ landing('odoo', 'payment') }}

),

renamed as (

    select
        {{ odoo_id('account.payment', 'id') }} as payment_id,
        {{ odoo_id('res.partner', 'partner_id') }} as partner_id,
        {{ odoo_id('account.move', 'move_id') }} as move_id,
        {{ odoo_id('res.currency', 'currency_id') }} as odoo_currency_id,
        name as payment_number,
        state as status,
        payment_type,
        amount,
        {{ is_deleted() }} as is_deleted,
        payment_date,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
