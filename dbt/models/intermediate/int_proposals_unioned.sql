-- One row per version of a proposal over all CRM systems, sent or not.
select
    quote_id as proposal_id,
    opportunity_id,
    owner_id,
    quote_number as proposal_number,
    status,
    currency,
    {{ money('coalesce(total_price, grand_total)') }} as amount,
    is_deleted,
    valid_until,
    created_at,
    known_at
from {{ ref('stg_salesforce__quotes') }}
union all
select
    proposal_id,
    opportunity_id,
    owner_id,
    proposal_number,
    status,
    currency,
    {{ money('amount') }},
    is_deleted,
    valid_until,
    {{ day_start('sent_date') }},
    known_at
from {{ ref('stg_csv_mapping__proposals') }}
union all
select
    proposal_id,
    opportunity_id,
    owner_id,
    proposal_number,
    status,
    currency,
    {{ money('amount') }},
    is_deleted,
    valid_until,
    created_at,
    known_at
from {{ ref('int_odoo_proposals') }}
