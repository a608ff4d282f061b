-- One row per sales invoice or credit note that counts at AS_OF: issued, to a customer, dated up to AS_OF.
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
    {{ money('coalesce(sub_total, total - coalesce(total_tax, 0))', 'currency') }} as net_total,
    known_at
from {{ union_systems('documents', {
    'string': [
        'document_id', 'document_kind', 'document_number', 'invoice_id', 'customer_id', 'reference',
        'line_amount_types', 'currency'
    ],
    'date': ['document_date', 'due_date'],
    'decimal(18, 4)': ['sub_total', 'total', 'total_tax'],
    'timestamp': ['known_at'],
}) }} as documents
where document_date <= {{ as_of() }}
