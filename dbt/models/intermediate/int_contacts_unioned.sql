-- One row per contact over all CRM systems, without personal data.
select
    contact_id,
    account_id,
    title,
    is_deleted,
    known_at
from {{ ref('stg_salesforce__contacts') }}
union all
-- A person of a company; the company is the account.
select
    partner_id,
    commercial_partner_id,
    title,
    is_deleted,
    known_at
from {{ ref('stg_odoo__partners') }}
where
    not coalesce(is_company, false)
    and commercial_partner_id <> partner_id
    and {{ is_delivered('odoo', 'lead') }}
