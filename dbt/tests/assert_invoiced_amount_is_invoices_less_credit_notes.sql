-- Revenue credited to reps is exactly the total net revenue: nothing is dropped or counted twice.
with published as (

    select coalesce(sum(invoiced_amount), 0) as total
    from {{ ref('rep_performance_monthly') }}

),

invoices as (

    select coalesce(sum(net_amount_rc), 0) as total
    from {{ ref('fct_invoice_line') }}

),

credit_notes as (

    select coalesce(sum(net_amount_rc), 0) as total
    from {{ ref('fct_credit_note') }}

)

select
    published.total as published_total,
    invoices.total as invoices_total,
    credit_notes.total as credit_notes_total
from published
cross join invoices
cross join credit_notes
where published.total <> invoices.total - credit_notes.total and {{ is_connected('accounting') }}
