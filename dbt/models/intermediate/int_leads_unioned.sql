-- One row per lead over all CRM systems, in the present state of the source. The state at AS_OF is int_leads_dated.
select
    leads.lead_id,
    {{ surviving('rep', 'leads.owner_id') }} as owner_id,
    leads.status,
    leads.disposition,
    leads.lead_source,
    leads.title,
    leads.industry,
    leads.country,
    leads.rating,
    leads.is_converted,
    leads.converted_date,
    leads.converted_opportunity_id,
    leads.converted_contact_id,
    leads.is_deleted,
    coalesce(leads.created_at, {{ day_start('leads.created_date') }}) as created_at,
    leads.known_at
from {{ union_systems('leads', {
    'string': [
        'lead_id', 'owner_id', 'converted_opportunity_id', 'converted_contact_id', 'status', 'disposition',
        'lead_source', 'title', 'industry', 'country', 'rating'
    ],
    'boolean': ['is_converted', 'is_deleted'],
    'date': ['created_date', 'converted_date'],
    'timestamp': ['created_at', 'known_at'],
}) }} as leads
