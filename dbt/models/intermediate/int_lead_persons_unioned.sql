-- One row per lead over all CRM systems, how its person is reached; for matching alone.
select lead_id, email, phone, mobile_phone, is_deleted
from {{ ref('stg_salesforce__lead_persons') }}
union all
select lead_id, email, phone, cast(null as varchar), is_deleted
from {{ ref('stg_csv_mapping__lead_persons') }}
union all
select persons.lead_id, persons.email, persons.phone, cast(null as varchar), persons.is_deleted
from {{ ref('stg_odoo__lead_persons') }} as persons
inner join {{ ref('int_odoo_leads') }} as leads on persons.lead_id = leads.lead_id
