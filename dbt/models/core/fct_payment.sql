-- One row per payment received for a sales invoice by AS_OF.
with payments as (
    select *
    from {{ union_systems('payments', {
        'string': ['payment_id', 'invoice_id', 'currency', 'status'],
        'decimal(18, 4)': ['amount'],
        'boolean': ['is_deleted'],
        'date': ['payment_date'],
        'timestamp': ['known_at'],
    }) }} as payments
    where not is_deleted and coalesce(status, 'AUTHORISED') <> 'DELETED' and payment_date <= {{ as_of() }}
),

received as (
    select
        payments.payment_id,
        payments.invoice_id,
        payments.payment_date,
        {{ money('payments.amount', 'coalesce(payments.currency, invoices.currency)') }} as amount,
        coalesce(payments.currency, invoices.currency) as currency,
        payments.known_at
    from payments
    inner join {{ ref('int_documents_unioned') }} as invoices
        on payments.invoice_id = invoices.document_id and invoices.document_kind = 'invoice'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
)

select
    received.payment_id,
    received.invoice_id,
    received.payment_date,
    received.amount,
    received.currency,
    {{ in_reporting_currency('received.amount', 'received.currency', 'fx_rates.rate') }} as amount_rc,
    received.known_at
from received
left join fx_rates on {{ rate_on('fx_rates', 'received.currency', 'received.payment_date') }}
