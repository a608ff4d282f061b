-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per invoice, credit note or receipt to a customer, whatever its state.
with landed as (

    select * from {{ landing('odoo', 'move') }}

),

renamed as (

    select
        {{ odoo_id('account.move', 'id') }} as move_id,
        {{ odoo_id('res.partner', 'partner_id') }} as partner_id,
        {{ odoo_id('res.partner', 'commercial_partner_id') }} as commercial_partner_id,
        {{ odoo_id('res.users', 'invoice_user_id') }} as user_id,
        {{ odoo_id('res.currency', 'currency_id') }} as odoo_currency_id,
        {{ odoo_id('res.company', 'company_id') }} as company_id,
        {{ odoo_id('account.move', 'reversed_entry_id') }} as reversed_move_id,
        name as document_number,
        move_type,
        state as status,
        payment_state,
        invoice_origin as order_numbers,
        ref as reference,
        amount_untaxed,
        amount_tax,
        amount_total,
        amount_residual,
        {{ is_deleted() }} as is_deleted,
        invoice_date as document_date,
        invoice_date_due as due_date,
        accounting_date,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
