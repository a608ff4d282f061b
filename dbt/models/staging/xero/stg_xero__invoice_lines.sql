-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per line of an invoice.
with landed as (

    select * from {{ landing('xero', 'invoice_line') }}

),

renamed as (

    select
        {{ composed_id('xero', ['invoice_id', 'line_number']) }} as invoice_line_id,
        {{ prefixed_id('xero', 'invoice_id') }} as invoice_id,
        {{ prefixed_id('xero', 'line_item_id') }} as line_item_id,
        item_code,
        account_code,
        line_number,
        quantity,
        unit_amount,
        line_amount,
        tax_amount,
        discount_rate,
        discount_amount,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
