-- One row per payment received for a sales invoice by AS_OF.
with payments as (
    select * from {{ ref('stg_xero__payments') }}
    where not is_deleted and coalesce(status, 'AUTHORISED') <> 'DELETED' and payment_date <= {{ as_of() }}
),

invoices as (
    select document_id as invoice_id, currency
    from {{ ref('int_documents_unioned') }}
    where document_kind = 'invoice'
),

received as (
    select
        payments.payment_id,
        payments.invoice_id,
        payments.payment_date,
        {{ money('payments.amount') }} as amount,
        coalesce(payments.currency, invoices.currency) as currency,
        payments.known_at
    from payments
    inner join invoices on payments.invoice_id = invoices.invoice_id
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
