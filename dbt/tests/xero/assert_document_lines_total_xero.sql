-- The lines of core equal the net totals of the documents of Xero that count at AS_OF, computed here directly from
-- staging.
with documents as (
    select
        'invoice' as document_kind,
        invoice_id as document_id,
        coalesce(currency, '{{ reporting_currency() }}') as currency,
        sub_total
    from {{ ref('stg_xero__invoices') }}
    where
        not is_deleted
        and invoice_type = 'ACCREC'
        and status in ('AUTHORISED', 'PAID')
        and invoice_date <= {{ as_of() }}
    union all
    select 'credit_note', credit_note_id, coalesce(currency, '{{ reporting_currency() }}'), sub_total
    from {{ ref('stg_xero__credit_notes') }}
    where
        not is_deleted
        and credit_note_type = 'ACCRECCREDIT'
        and status in ('AUTHORISED', 'PAID')
        and credit_note_date <= {{ as_of() }}
),

{{ document_differences('documents', 'xero') }}

select * from document_differences
