-- One row per line of an invoice or credit note; credit notes are negative, so the sum is net revenue.
select
    invoice_line_id as revenue_line_id,
    'invoice' as document_type,
    invoice_id as document_id,
    customer_id,
    account_id,
    opportunity_id,
    rep_id,
    link_reason,
    product_code,
    quantity,
    currency,
    net_amount,
    net_amount_rc,
    invoice_date as document_date,
    known_at
from {{ ref('fct_invoice_line') }}

union all

select
    credit_note_line_id as revenue_line_id,
    'credit_note' as document_type,
    credit_note_id as document_id,
    customer_id,
    account_id,
    opportunity_id,
    rep_id,
    link_reason,
    product_code,
    cast(-quantity as decimal(18, 4)) as quantity,
    currency,
    {{ money('-net_amount', 'currency') }} as net_amount,
    {{ money('-net_amount_rc') }} as net_amount_rc,
    credit_note_date as document_date,
    known_at
from {{ ref('fct_credit_note') }}
