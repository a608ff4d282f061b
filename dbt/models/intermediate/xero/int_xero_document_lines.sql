-- One row per line of an invoice or credit note of Xero.
select
    invoice_line_id as document_line_id, invoice_id as document_id, line_number, item_code, quantity, unit_amount,
    line_amount, tax_amount, discount_rate, discount_amount
from {{ ref('stg_xero__invoice_lines') }}
where not is_deleted
union all
select
    credit_note_line_id, credit_note_id, line_number, item_code, quantity, unit_amount,
    line_amount, tax_amount, discount_rate, discount_amount
from {{ ref('stg_xero__credit_note_lines') }}
where not is_deleted
