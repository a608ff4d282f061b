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

-- In Odoo what settles an invoice and is no credit note is a payment, of the cash book or of the bank.
settlements as (
    select settlements.*
    from {{ ref('int_odoo_settlements') }} as settlements
    left join {{ ref('int_odoo_documents') }} as documents on settlements.settling_move_id = documents.document_id
    where documents.document_id is null
),

book_payments as (
    select move_id, min(payment_date) as payment_date
    from {{ ref('stg_odoo__payments') }}
    where not is_deleted and move_id is not null
    group by move_id
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
    union all
    select
        settlements.partial_reconcile_id,
        settlements.invoice_id,
        coalesce(book_payments.payment_date, settlements.settled_date),
        {{ money('settlements.amount') }},
        invoices.currency,
        settlements.known_at
    from settlements
    inner join invoices on settlements.invoice_id = invoices.invoice_id
    left join book_payments on settlements.settling_move_id = book_payments.move_id
    where coalesce(book_payments.payment_date, settlements.settled_date) <= {{ as_of() }}
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
