-- One row per sales invoice or credit note that counts at AS_OF: issued (authorised or paid), to a customer, not later.
{% set issued = "('AUTHORISED', 'PAID')" %}
with invoices as (
    select * from {{ ref('stg_xero__invoices') }}
    where not is_deleted and invoice_type = 'ACCREC' and status in {{ issued }} and invoice_date <= {{ as_of() }}
),

credit_notes as (
    select * from {{ ref('stg_xero__credit_notes') }}
    where
        not is_deleted
        and credit_note_type = 'ACCRECCREDIT'
        and status in {{ issued }}
        and credit_note_date <= {{ as_of() }}
),

allocations as (
    select credit_note_id, invoice_id
    from {{ ref('stg_xero__credit_note_allocations') }}
    where not is_deleted and invoice_id is not null
),

-- A credit note spread over several invoices belongs to none of them.
allocated_invoices as (
    select credit_note_id, min(invoice_id) as invoice_id
    from allocations
    group by credit_note_id
    having count(distinct invoice_id) = 1
),

unioned as (
    select
        invoice_id as document_id,
        'invoice' as document_kind,
        invoice_number as document_number,
        invoice_id,
        xero_contact_id as customer_id,
        reference,
        line_amount_types,
        currency,
        invoice_date as document_date,
        due_date,
        sub_total,
        total,
        total_tax,
        known_at
    from invoices
    union all
    select
        credit_notes.credit_note_id,
        'credit_note',
        credit_notes.credit_note_number,
        allocated_invoices.invoice_id,
        credit_notes.xero_contact_id,
        credit_notes.reference,
        credit_notes.line_amount_types,
        credit_notes.currency,
        credit_notes.credit_note_date,
        credit_notes.due_date,
        credit_notes.sub_total,
        credit_notes.total,
        credit_notes.total_tax,
        credit_notes.known_at
    from credit_notes
    left join allocated_invoices on credit_notes.credit_note_id = allocated_invoices.credit_note_id
    union all
    select
        document_id, document_kind, document_number, invoice_id, customer_id, reference, line_amount_types, currency,
        document_date, due_date, sub_total, total, total_tax, known_at
    from {{ ref('int_odoo_documents') }}
    where document_date <= {{ as_of() }}
)

select
    document_id,
    document_kind,
    document_number,
    invoice_id,
    customer_id,
    nullif(trim(reference), '') as reference,
    line_amount_types,
    coalesce(currency, '{{ reporting_currency() }}') as currency,
    document_date,
    due_date,
    {{ money('coalesce(sub_total, total - coalesce(total_tax, 0))') }} as net_total,
    known_at
from unioned
