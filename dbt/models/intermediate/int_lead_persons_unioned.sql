-- One row per lead over all CRM systems, how its person is reached; for matching alone.
select
    lead_id,
    email,
    phone,
    mobile_phone,
    is_deleted
from {{ union_systems('lead_persons', {
    'string': ['lead_id', 'email', 'phone', 'mobile_phone'],
    'boolean': ['is_deleted'],
}) }} as persons
