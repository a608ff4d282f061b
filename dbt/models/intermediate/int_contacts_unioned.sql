-- One row per contact over all CRM systems, without personal data.
select
    contact_id,
    account_id,
    title,
    is_deleted,
    known_at
from {{ union_systems('contacts', {
    'string': ['contact_id', 'account_id', 'title'],
    'boolean': ['is_deleted'],
    'timestamp': ['known_at'],
}) }} as contacts
