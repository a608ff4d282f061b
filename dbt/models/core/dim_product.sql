-- One row per product.
select product_id, product_name, product_code, family, known_at
from {{ union_systems('products', {
    'string': ['product_id', 'product_name', 'product_code', 'family'],
    'boolean': ['is_deleted'],
    'timestamp': ['known_at'],
}) }} as products
where not is_deleted
