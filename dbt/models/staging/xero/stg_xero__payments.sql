-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per payment of an invoice or refund of a credit note.
with landed as (

    select * from {{ landing('xero', 'payment') }}

),

renamed as (

    select
        {{ prefixed_id('xero', 'payment_id') }} as payment_id,
        {{ prefixed_id('xero', 'invoice_id') }} as invoice_id,
        {{ prefixed_id('xero', 'credit_note_id') }} as credit_note_id,
        {{ code_key('currency_code') }} as currency,
        status,
        payment_type,
        amount,
        currency_rate,
        {{ is_deleted() }} as is_deleted,
        payment_date,
        {{ known_at('updated_at') }} as known_at
    from landed

)

select * from renamed
