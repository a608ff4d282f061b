-- One row per product.
select product_id, product_name, product_code, family, known_at
from {{ ref('stg_salesforce__products') }}
where not is_deleted
union all
select product_id, product_name, cast(null as varchar), family, known_at
from {{ ref('stg_csv_mapping__products') }}
where not is_deleted
