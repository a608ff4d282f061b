-- One row per quote of Salesforce; of its two totals the total price takes precedence over the grand total.
select
    quote_id as proposal_id,
    opportunity_id,
    owner_id,
    quote_number as proposal_number,
    status,
    currency,
    coalesce(total_price, grand_total) as amount,
    is_deleted,
    valid_until,
    created_at,
    known_at
from {{ ref('stg_salesforce__quotes') }}
