-- One row per line of a sales invoice or credit note that counts, net of tax and discount, in the document's currency.
-- A document without lines has one line with its net total. A difference between the lines and the total (a discount or
-- a rounding on the document) is added to the last line, so that every document has the net total of accounting.
with documents as (
    select document_id, line_amount_types, currency, net_total, known_at from {{ ref('int_documents_unioned') }}
),

lines as (
    select *
    from {{ union_systems('document_lines', {
        'string': ['document_line_id', 'document_id', 'item_code'],
        'bigint': ['line_number'],
        'decimal(18, 8)': ['quantity', 'discount_rate'],
        'decimal(18, 4)': ['unit_amount', 'line_amount', 'tax_amount', 'discount_amount'],
    }) }} as document_lines
),

priced_lines as (
    select
        *,
        -- In double, because the product of two wide decimals overflows; cents are exact. NULL when it is too large.
        coalesce(
            line_amount,
            try_cast(
                cast(quantity as double) * cast(unit_amount as double)
                * (1 - cast(coalesce(discount_rate, 0) as double) / 100)
                - cast(coalesce(discount_amount, 0) as double) as decimal(18, 4)
            )
        ) as amount
    from lines
),

net_lines as (
    select
        priced_lines.document_line_id,
        priced_lines.document_id,
        priced_lines.line_number,
        priced_lines.item_code,
        cast(priced_lines.quantity as decimal(18, 4)) as quantity,
        {{ money("""case
            when lower(documents.line_amount_types) = 'inclusive'
                then priced_lines.amount - coalesce(priced_lines.tax_amount, 0)
            else priced_lines.amount
        end""", 'documents.currency') }} as net_amount
    from priced_lines
    inner join documents on priced_lines.document_id = documents.document_id
    where priced_lines.amount is not null
),

summed_lines as (
    select
        *,
        sum(net_amount) over (partition by document_id) as net_sum,
        row_number() over (partition by document_id order by line_number desc) as lines_left
    from net_lines
)

select
    documents.document_id,
    coalesce(summed_lines.document_line_id, documents.document_id) as document_line_id,
    cast(coalesce(summed_lines.line_number, 1) as integer) as line_number,
    summed_lines.item_code as product_code,
    summed_lines.quantity,
    {{ money("""case
        when summed_lines.document_id is null then documents.net_total
        when summed_lines.lines_left = 1
            then summed_lines.net_amount + coalesce(documents.net_total, summed_lines.net_sum) - summed_lines.net_sum
        else summed_lines.net_amount
    end""", 'documents.currency') }} as net_amount,
    documents.known_at
from documents
left join summed_lines on documents.document_id = summed_lines.document_id
