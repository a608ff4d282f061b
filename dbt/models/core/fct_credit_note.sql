-- One row per line of a credit note to a customer issued by AS_OF, net of tax; amounts are positive and reduce revenue.
select
    document_line_id as credit_note_line_id,
    document_id as credit_note_id,
    line_number,
    document_number as credit_note_number,
    document_date as credit_note_date,
    invoice_id,
    customer_id,
    account_id,
    opportunity_id,
    rep_id,
    link_reason,
    product_code,
    quantity,
    net_amount,
    currency,
    net_amount_rc,
    known_at
from {{ ref('int_document_lines_credited') }}
where document_kind = 'credit_note'
