-- One row per version of a proposal over all CRM systems, sent or not.
with rep_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'rep'
),

unioned as (
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
)

select
    unioned.proposal_id,
    unioned.opportunity_id,
    coalesce(rep_merges.surviving_id, unioned.owner_id) as owner_id,
    unioned.proposal_number,
    unioned.status,
    unioned.currency,
    unioned.amount,
    unioned.is_deleted,
    unioned.valid_until,
    unioned.created_at,
    unioned.known_at
from unioned
left join rep_merges on unioned.owner_id = rep_merges.record_id
