-- One row per line of a sales document in Odoo, net of tax and discount.
with lines as (
    select * from {{ ref('stg_odoo__move_lines') }} where not is_deleted and display_type = 'product'
),

products as (
    select product_id, product_code from {{ ref('stg_odoo__products') }}
)

select
    lines.move_line_id as document_line_id,
    lines.move_id as document_id,
    row_number() over (partition by lines.move_id order by lines.line_order, lines.move_line_id) as line_number,
    products.product_code as item_code,
    lines.quantity,
    lines.price_unit as unit_amount,
    lines.price_subtotal as line_amount
from lines
left join products on lines.product_id = products.product_id
