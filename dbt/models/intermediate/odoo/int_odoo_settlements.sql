-- One row per full or partial settlement of an invoice in Odoo by a payment, a credit note or another entry.
with settlements as (
    select * from {{ ref('stg_odoo__partial_reconciles') }} where not is_deleted
),

lines as (
    select move_line_id, move_id, odoo_currency_id from {{ ref('stg_odoo__move_lines') }} where not is_deleted
),

currencies as (
    select odoo_currency_id, currency from {{ ref('stg_odoo__currencies') }}
)

select
    settlements.partial_reconcile_id,
    debit_lines.move_id as invoice_id,
    credit_lines.move_id as settling_move_id,
    settlements.debit_amount_currency as amount,
    currencies.currency,
    settlements.settled_date,
    settlements.known_at
from settlements
inner join lines as debit_lines on settlements.debit_line_id = debit_lines.move_line_id
inner join lines as credit_lines on settlements.credit_line_id = credit_lines.move_line_id
left join currencies on debit_lines.odoo_currency_id = currencies.odoo_currency_id
