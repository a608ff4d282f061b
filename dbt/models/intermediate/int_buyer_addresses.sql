-- One row per e-mail address of a contact or lead, lower case, with the contact and the lead that it identifies.
with leads as (
    select persons.email, persons.lead_id
    from {{ ref('int_lead_persons_unioned') }} as persons
    inner join {{ ref('int_leads_dated') }} as leads on persons.lead_id = leads.lead_id
    where not persons.is_deleted
),

unioned as (
    select
        persons.email,
        {{ surviving('contact', 'persons.contact_id') }} as contact_id,
        cast(null as varchar) as lead_id
    from {{ ref('int_contact_persons_unioned') }} as persons
    union all
    select email, cast(null as varchar), lead_id from leads
)

-- An address that several records share (a switchboard, a duplicate) identifies none of them.
select
    email,
    case when count(distinct contact_id) = 1 then min(contact_id) end as contact_id,
    case when count(distinct lead_id) = 1 then min(lead_id) end as lead_id
from unioned
where email is not null
group by email
