-- One row per lead over all CRM systems, how its person is reached; for matching alone.
select lead_id, email, phone, mobile_phone, is_deleted
from {{ ref('stg_salesforce__lead_persons') }}
union all
select lead_id, email, phone, cast(null as varchar), is_deleted
from {{ ref('stg_csv_mapping__lead_persons') }}
