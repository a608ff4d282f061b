-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per settlement of one line of a document by one line of a payment or credit note.
with landed as (

    select * from {{ landing('odoo', 'partial_reconcile') }}

),

renamed as (

    select
        {{ odoo_id('account.partial.reconcile', 'id') }} as partial_reconcile_id,
        {{ odoo_id('account.move.line', 'debit_move_id') }} as debit_line_id,
        {{ odoo_id('account.move.line', 'credit_move_id') }} as credit_line_id,
        amount,
        debit_amount_currency,
        credit_amount_currency,
        {{ is_deleted() }} as is_deleted,
        max_date as settled_date,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
