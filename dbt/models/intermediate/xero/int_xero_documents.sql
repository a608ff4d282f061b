-- One row per issued (authorised or paid) invoice or credit note to a customer of Xero, whatever its date.
{% set issued = "('AUTHORISED', 'PAID')" %}
with allocated_invoices as (
    select credit_note_id, min(invoice_id) as invoice_id
    from {{ ref('stg_xero__credit_note_allocations') }}
    where not is_deleted and invoice_id is not null
    group by credit_note_id
    -- A credit note allocated to several invoices has no single invoice.
    having count(distinct invoice_id) = 1
)

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
from {{ ref('stg_xero__invoices') }}
where not is_deleted and invoice_type = 'ACCREC' and status in {{ issued }}
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
from {{ ref('stg_xero__credit_notes') }} as credit_notes
left join allocated_invoices on credit_notes.credit_note_id = allocated_invoices.credit_note_id
where
    not credit_notes.is_deleted
    and credit_notes.credit_note_type = 'ACCRECCREDIT'
    and credit_notes.status in {{ issued }}
