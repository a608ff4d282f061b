-- One row per line of a sales invoice or credit note that counts: its net amount in both currencies and the credited
-- rep.
with documents as (
    select * from {{ ref('int_documents_unioned') }}
),

lines as (
    select * from {{ ref('int_document_lines') }}
),

links as (
    select * from {{ ref('int_invoice_links') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
)

select
    lines.document_line_id,
    lines.document_id,
    lines.line_number,
    documents.document_kind,
    documents.document_number,
    documents.document_date,
    documents.due_date,
    documents.invoice_id,
    documents.customer_id,
    links.account_id,
    links.opportunity_id,
    links.rep_id,
    links.link_reason,
    lines.product_code,
    lines.quantity,
    lines.net_amount,
    documents.currency,
    {{ in_reporting_currency('lines.net_amount', 'documents.currency', 'fx_rates.rate') }} as net_amount_rc,
    documents.known_at
from lines
inner join documents on lines.document_id = documents.document_id
inner join links on lines.document_id = links.document_id
left join fx_rates on {{ rate_on('fx_rates', 'documents.currency', 'documents.document_date') }}
