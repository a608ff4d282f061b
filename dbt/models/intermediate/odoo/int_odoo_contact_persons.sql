-- One row per partner of Odoo, how the person is reached; for matching alone.
select partner_id as contact_id, email, is_deleted
from {{ ref('stg_odoo__partner_persons') }}
