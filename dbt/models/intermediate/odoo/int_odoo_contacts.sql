-- One row per person of a company in an Odoo that is the CRM; the company is the account.
select
    partner_id as contact_id,
    commercial_partner_id as account_id,
    title,
    is_deleted,
    known_at
from {{ ref('stg_odoo__partners') }}
where
    not coalesce(is_company, false)
    and commercial_partner_id <> partner_id
    and {{ is_delivered('odoo', 'lead') }}
