-- One row per account of Salesforce and e-mail address of a contact of it, used for matching only.
select distinct contacts.account_id as company_id, persons.email
from {{ ref('stg_salesforce__contact_persons') }} as persons
inner join {{ ref('stg_salesforce__contacts') }} as contacts on persons.contact_id = contacts.contact_id
where
    not persons.is_deleted
    and not contacts.is_deleted
    and contacts.account_id is not null
    and persons.email is not null
