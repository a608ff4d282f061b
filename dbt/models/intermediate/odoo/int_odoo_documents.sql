-- One row per posted invoice, receipt or credit note to a customer of Odoo, whatever its date.
with moves as (
    select * from {{ ref('stg_odoo__moves') }} where not is_deleted and status = 'posted'
),

currencies as (
    select odoo_currency_id, currency from {{ ref('stg_odoo__currencies') }}
),

-- A credit note allocated to several invoices has no single invoice.
settled_invoices as (
    select settling_move_id, min(invoice_id) as invoice_id
    from {{ ref('int_odoo_settlements') }}
    group by settling_move_id
    having count(distinct invoice_id) = 1
)

select
    moves.move_id as document_id,
    case when moves.move_type = 'out_refund' then 'credit_note' else 'invoice' end as document_kind,
    moves.document_number,
    case
        when moves.move_type = 'out_refund' then coalesce(moves.reversed_move_id, settled_invoices.invoice_id)
        else moves.move_id
    end as invoice_id,
    coalesce(moves.commercial_partner_id, moves.partner_id) as customer_id,
    nullif(concat_ws(' ', moves.order_numbers, moves.reference), '') as reference,
    'Exclusive' as line_amount_types,
    currencies.currency,
    coalesce(moves.document_date, moves.accounting_date) as document_date,
    moves.due_date,
    moves.amount_untaxed as sub_total,
    moves.amount_total as total,
    moves.amount_tax as total_tax,
    moves.known_at
from moves
left join currencies on moves.odoo_currency_id = currencies.odoo_currency_id
left join settled_invoices on moves.move_id = settled_invoices.settling_move_id
