-- One row per line of a sales invoice issued by AS_OF, net of tax and discount, credited to one rep.
select
    document_line_id as invoice_line_id,
    document_id as invoice_id,
    line_number,
    document_number as invoice_number,
    document_date as invoice_date,
    due_date,
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
where document_kind = 'invoice'
