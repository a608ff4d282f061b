-- One row per opportunity with products on its lines: the product of the line with the highest amount.
with line_items as (
    select opportunity_line_item_id, opportunity_id, product_id, total_price
    from {{ union_systems('opportunity_line_items', {
        'string': ['opportunity_line_item_id', 'opportunity_id', 'product_id'],
        'decimal(18, 4)': ['total_price'],
        'boolean': ['is_deleted'],
    }) }} as line_items
    where not is_deleted and product_id is not null
),

ranked as (
    select
        opportunity_id,
        product_id,
        row_number() over (
            partition by opportunity_id order by coalesce(total_price, 0) desc, opportunity_line_item_id asc
        ) as line_rank
    from line_items
)

select opportunity_id, product_id from ranked where line_rank = 1
