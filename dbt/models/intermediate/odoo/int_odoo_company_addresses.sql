-- One row per company of Odoo and e-mail address of the company or of a person of it, used for matching only.
select distinct coalesce(partners.commercial_partner_id, partners.partner_id) as company_id, persons.email
from {{ ref('stg_odoo__partner_persons') }} as persons
inner join {{ ref('stg_odoo__partners') }} as partners on persons.partner_id = partners.partner_id
where not persons.is_deleted and persons.email is not null
