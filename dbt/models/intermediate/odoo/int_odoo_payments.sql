-- One row per settlement of an invoice in Odoo by a payment of a cash or bank journal: an entry that settles an invoice
-- and is not a credit note.
with payments as (
    select move_id, min(payment_date) as payment_date
    from {{ ref('stg_odoo__payments') }}
    where not is_deleted and move_id is not null
    group by move_id
)

select
    settlements.partial_reconcile_id as payment_id,
    settlements.invoice_id,
    coalesce(payments.payment_date, settlements.settled_date) as payment_date,
    settlements.amount,
    false as is_deleted,
    settlements.known_at
from {{ ref('int_odoo_settlements') }} as settlements
left join {{ ref('int_odoo_documents') }} as documents on settlements.settling_move_id = documents.document_id
left join payments on settlements.settling_move_id = payments.move_id
where documents.document_id is null
