-- One row per customer of Xero and e-mail address of a person of it, used for matching only.
select distinct xero_contact_id as company_id, email
from {{ ref('stg_xero__contact_persons') }}
where not is_deleted and email is not null
