-- One row per sales territory, including deleted ones, because past sales belong to them.
select
    territory_id,
    territory_name,
    parent_territory_id,
    region,
    country,
    is_deleted,
    is_inferred,
    known_at
from {{ ref('int_territories_unioned') }}
