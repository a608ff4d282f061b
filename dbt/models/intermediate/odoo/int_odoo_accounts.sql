-- One row per customer of an Odoo that is the CRM: a company, or a person without a company. Names of persons are not
-- passed on. In an Odoo that is used for accounting only they are customers, not accounts.
with partners as (
    select * from {{ ref('stg_odoo__partners') }}
),

countries as (
    select country_id, country_name from {{ ref('stg_odoo__countries') }}
)

select
    partners.partner_id as account_id,
    partners.parent_partner_id as parent_account_id,
    partners.owner_id,
    partners.company_name as account_name,
    partners.partner_number as account_number,
    partners.tax_number,
    partners.website,
    countries.country_name as country,
    partners.is_deleted,
    partners.known_at
from partners
left join countries on partners.country_id = countries.country_id
where
    partners.partner_id = coalesce(partners.commercial_partner_id, partners.partner_id)
    and {{ is_delivered('odoo', 'lead') }}
