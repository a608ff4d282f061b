-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per line of a credit note.
with landed as (

    select * from {{ landing('xero', 'credit_note_line') }}

),

renamed as (

    select
        {{ composed_id('xero', ['credit_note_id', 'line_number']) }} as credit_note_line_id,
        {{ prefixed_id('xero', 'credit_note_id') }} as credit_note_id,
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
