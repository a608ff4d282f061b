-- One row per record for which another one stands, or may do: merged in its own system, or the same in two of them.
select
    entity,
    record_id,
    surviving_id,
    match_status,
    matched_by,
    reason,
    confidence,
    candidates_listed as candidates
from {{ ref('int_merges') }}
union all
select
    'customer',
    customer_id,
    surviving_customer_id,
    'merged',
    'source',
    'merged in its own system',
    1.0,
    null
from {{ ref('int_customers_unioned') }}
where customer_id <> surviving_customer_id
