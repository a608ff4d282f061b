-- One row per version of a proposal over all CRM systems, sent or not.
select
    proposals.proposal_id,
    proposals.opportunity_id,
    {{ surviving('rep', 'proposals.owner_id') }} as owner_id,
    proposals.proposal_number,
    proposals.status,
    proposals.currency,
    {{ money('proposals.amount', 'proposals.currency') }} as amount,
    proposals.is_deleted,
    proposals.valid_until,
    coalesce(proposals.created_at, {{ day_start('proposals.sent_date') }}) as created_at,
    proposals.known_at
from {{ union_systems('proposals', {
    'string': ['proposal_id', 'opportunity_id', 'owner_id', 'proposal_number', 'status', 'currency'],
    'decimal(18, 4)': ['amount'],
    'boolean': ['is_deleted'],
    'date': ['sent_date', 'valid_until'],
    'timestamp': ['created_at', 'known_at'],
}) }} as proposals
