-- One row per contact in a role on an opportunity, in its state at AS_OF.
with contact_roles as (
    select *
    from {{ union_systems('opportunity_contact_roles', {
        'string': ['opportunity_contact_role_id', 'opportunity_id', 'contact_id', 'role'],
        'boolean': ['is_primary', 'is_deleted'],
        'timestamp': ['created_at', 'known_at'],
    }) }} as contact_roles
    where not is_deleted and coalesce(created_at < {{ as_of_end() }}, true)
),

opportunities as (
    select opportunity_id from {{ ref('int_opportunity_outcomes') }}
),

contacts as (
    select contact_id from {{ ref('dim_contact') }}
)

select
    contact_roles.opportunity_contact_role_id,
    contact_roles.opportunity_id,
    contact_roles.contact_id,
    nullif(trim(contact_roles.role), '') as contact_role,
    coalesce(contact_roles.is_primary, false) as is_primary,
    contact_roles.created_at,
    contact_roles.known_at
from contact_roles
inner join opportunities on contact_roles.opportunity_id = opportunities.opportunity_id
inner join contacts on contact_roles.contact_id = contacts.contact_id
