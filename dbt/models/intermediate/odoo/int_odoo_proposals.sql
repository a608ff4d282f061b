-- One row per quotation or order of Odoo for an opportunity, sent or not.
with orders as (
    select * from {{ ref('stg_odoo__sale_orders') }} where lead_id is not null
),

currencies as (
    select odoo_currency_id, currency from {{ ref('stg_odoo__currencies') }}
)

select
    orders.sale_order_id as proposal_id,
    orders.lead_id as opportunity_id,
    orders.user_id as owner_id,
    orders.order_number as proposal_number,
    orders.status,
    currencies.currency,
    orders.amount_untaxed as amount,
    orders.is_deleted,
    orders.valid_until,
    orders.created_at,
    orders.known_at
from orders
left join currencies on orders.odoo_currency_id = currencies.odoo_currency_id
