-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per invoice, sent or received.
with landed as (

    select * from {{ landing('xero', 'invoice') }}

),

renamed as (

    select
        {{ prefixed_id('xero', 'invoice_id') }} as invoice_id,
        {{ prefixed_id('xero', 'contact_id') }} as xero_contact_id,
        document_number as invoice_number,
        type as invoice_type,
        status,
        reference,
        line_amount_types,
        {{ code_key('currency_code') }} as currency,
        currency_rate,
        sub_total,
        total_tax,
        total,
        amount_due,
        amount_paid,
        amount_credited,
        {{ is_deleted() }} as is_deleted,
        document_date as invoice_date,
        due_date,
        fully_paid_on as fully_paid_date,
        {{ known_at('updated_at') }} as known_at
    from landed

)

select * from renamed
