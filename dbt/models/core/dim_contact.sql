-- One row per contact, without personal data. A contact in two CRMs has one row.
with seniorities as (
    select entered_value, meaning from {{ ref('int_mapped_values') }} where value_kind = 'title'
)

select
    contacts.contact_id,
    {{ surviving('account', 'contacts.account_id') }} as account_id,
    contacts.title,
    seniorities.meaning as seniority,
    contacts.known_at
from {{ ref('int_contacts_unioned') }} as contacts
left join seniorities on {{ text_key('contacts.title') }} = seniorities.entered_value
where not contacts.is_deleted and {{ surviving('contact', 'contacts.contact_id') }} = contacts.contact_id
