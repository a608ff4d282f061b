{#-
    document_differences('documents', 'xero'): common table expressions; the last one, `document_differences`, has one row
    per kind of document and currency in which the lines of core differ from the documents of a system that count at
    AS_OF. Rows of documents are document_kind, document_id, currency and sub_total. Amounts are compared exactly, and
    every document must have lines; a document without a net total is counted, but not in the totals.
-#}
{% macro document_differences(documents, system) -%}
lines as (
    select 'invoice' as document_kind, invoice_id as document_id, currency, net_amount
    from {{ ref('fct_invoice_line') }}
    where invoice_id like '{{ system }}:%'
    union all
    select 'credit_note', credit_note_id, currency, net_amount
    from {{ ref('fct_credit_note') }}
    where credit_note_id like '{{ system }}:%'
),

in_accounting as (
    select document_kind, currency, sum({{ plumbline.money('sub_total', 'currency') }}) as total, count(*) as documents_count
    from {{ documents }}
    group by document_kind, currency
),

in_core as (
    select
        lines.document_kind,
        lines.currency,
        sum(case when documents.sub_total is not null then lines.net_amount end) as total,
        count(distinct lines.document_id) as documents_count
    from lines
    left join {{ documents }} as documents
        on lines.document_kind = documents.document_kind and lines.document_id = documents.document_id
    group by lines.document_kind, lines.currency
),

document_differences as (
    select
        coalesce(in_accounting.document_kind, in_core.document_kind) as document_kind,
        coalesce(in_accounting.currency, in_core.currency) as currency,
        in_accounting.total as total_in_accounting,
        in_core.total as total_in_core,
        in_accounting.documents_count as documents_in_accounting,
        in_core.documents_count as documents_in_core
    from in_accounting
    full outer join in_core
        on in_accounting.document_kind = in_core.document_kind and in_accounting.currency = in_core.currency
    where
        in_accounting.total is distinct from in_core.total
        or in_accounting.documents_count is distinct from in_core.documents_count
)
{%- endmacro %}
