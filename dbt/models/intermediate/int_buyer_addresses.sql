-- One row per e-mail address of a contact or lead, lower case, with the only contact and the only lead that have it.
with contacts as (
    select persons.email, persons.contact_id
    from {{ ref('stg_salesforce__contact_persons') }} as persons
    inner join {{ ref('stg_salesforce__contacts') }} as contacts on persons.contact_id = contacts.contact_id
    where not persons.is_deleted and not contacts.is_deleted
    union all
    select persons.email, persons.partner_id
    from {{ ref('stg_odoo__partner_persons') }} as persons
    inner join {{ ref('int_contacts_unioned') }} as contacts on persons.partner_id = contacts.contact_id
    where not persons.is_deleted and not contacts.is_deleted
),

contact_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'contact'
),

leads as (
    select persons.email, persons.lead_id
    from {{ ref('int_lead_persons_unioned') }} as persons
    inner join {{ ref('int_leads_dated') }} as leads on persons.lead_id = leads.lead_id
    where not persons.is_deleted
),

unioned as (
    select
        contacts.email,
        coalesce(contact_merges.surviving_id, contacts.contact_id) as contact_id,
        cast(null as varchar) as lead_id
    from contacts
    left join contact_merges on contacts.contact_id = contact_merges.record_id
    union all
    select email, cast(null as varchar), lead_id from leads
)

-- An address that several share (a switchboard, a duplicate) names nobody.
select
    email,
    case when count(distinct contact_id) = 1 then min(contact_id) end as contact_id,
    case when count(distinct lead_id) = 1 then min(lead_id) end as lead_id
from unioned
where email is not null
group by email
