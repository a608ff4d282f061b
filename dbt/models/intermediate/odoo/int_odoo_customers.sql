-- One row per company or single person of Odoo: documents belong to the company, whichever of its persons they are
-- addressed to.
select
    partners.partner_id as customer_id,
    partners.company_name as customer_name,
    partners.partner_number as contact_number,
    partners.tax_number,
    countries.country_name as country,
    coalesce(partners.customer_rank, 0) > 0 as is_customer,
    partners.known_at
from {{ ref('stg_odoo__partners') }} as partners
left join {{ ref('stg_odoo__countries') }} as countries on partners.country_id = countries.country_id
where partners.partner_id = coalesce(partners.commercial_partner_id, partners.partner_id)
