-- One row per contact of Xero: customers and suppliers.
select
    xero_contact_id as customer_id,
    merged_to_xero_contact_id as merged_to_customer_id,
    contact_name as customer_name,
    contact_number,
    account_number,
    tax_number,
    coalesce(is_customer, true) as is_customer,
    known_at
from {{ ref('stg_xero__contacts') }}
