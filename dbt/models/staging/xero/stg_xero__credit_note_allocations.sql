-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per part of a credit note that was set against an invoice.
with landed as (

    select * from {{ landing('xero', 'credit_note_allocation') }}

),

renamed as (

    select
        {{ composed_id('xero', ['credit_note_id', 'line_number']) }} as credit_note_allocation_id,
        {{ prefixed_id('xero', 'credit_note_id') }} as credit_note_id,
        {{ prefixed_id('xero', 'invoice_id') }} as invoice_id,
        line_number,
        amount,
        {{ is_deleted() }} as is_deleted,
        allocated_on as allocated_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
