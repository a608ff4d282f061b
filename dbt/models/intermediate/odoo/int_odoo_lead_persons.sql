-- One row per lead of Odoo with personal data, used for matching only.
select persons.lead_id, persons.email, persons.phone, persons.is_deleted
from {{ ref('stg_odoo__lead_persons') }} as persons
inner join {{ ref('int_odoo_leads') }} as leads on persons.lead_id = leads.lead_id
