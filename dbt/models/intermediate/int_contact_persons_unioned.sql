-- One row per contact that is not deleted over all CRM systems: its personal data, used for matching only.
with persons as (
    select *
    from {{ union_systems('contact_persons', {
        'string': ['contact_id', 'email'],
        'boolean': ['is_deleted'],
    }) }} as persons
)

select persons.contact_id, persons.email
from persons
inner join {{ ref('int_contacts_unioned') }} as contacts on persons.contact_id = contacts.contact_id
where not persons.is_deleted and not contacts.is_deleted
