-- One row per partner of Odoo with personal data, used for matching only.
select partner_id as contact_id, email, is_deleted
from {{ ref('stg_odoo__partner_persons') }}
