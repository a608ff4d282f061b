-- By currency and exactly: the lines of core equal the net totals of the documents of Xero that count at AS_OF,
-- computed here directly from staging, and every document has lines. A document without a net total is counted as a
-- document, but not in the totals.
with lines as (
    select 'invoice' as document_kind, invoice_id as document_id, currency, net_amount
    from {{ ref('fct_invoice_line') }}
    where invoice_id like 'xero:%'
    union all
    select 'credit_note', credit_note_id, currency, net_amount
    from {{ ref('fct_credit_note') }}
    where credit_note_id like 'xero:%'
),

documents as (
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

in_books as (
    select document_kind, currency, sum({{ money('sub_total') }}) as total, count(*) as documents_count
    from documents
    group by document_kind, currency
),

in_core as (
    select
        lines.document_kind,
        lines.currency,
        sum(case when documents.sub_total is not null then lines.net_amount end) as total,
        count(distinct lines.document_id) as documents_count
    from lines
    left join documents on lines.document_kind = documents.document_kind and lines.document_id = documents.document_id
    group by lines.document_kind, lines.currency
)

select
    coalesce(in_books.document_kind, in_core.document_kind) as document_kind,
    coalesce(in_books.currency, in_core.currency) as currency,
    in_books.total as total_in_books,
    in_core.total as total_in_core,
    in_books.documents_count as documents_in_books,
    in_core.documents_count as documents_in_core
from in_books
full outer join in_core on in_books.document_kind = in_core.document_kind and in_books.currency = in_core.currency
where
    in_books.total is distinct from in_core.total
    or in_books.documents_count is distinct from in_core.documents_count
