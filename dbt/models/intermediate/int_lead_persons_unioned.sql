-- One row per lead over all CRM systems: the personal data of its contact, used for matching only.
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
