-- One row per contact of the books, with the account of the CRM that it is.
with customers as (
    select * from {{ ref('int_customers_unioned') }}
),

company_names as (
    select name_key from {{ ref('int_company_names') }} where legal_form is not null
)

select
    customers.customer_id,
    -- The name of one who trades without a legal form is a person's, as far as anybody can tell.
    case when company_names.name_key is not null then customers.customer_name end as customer_name,
    customers.surviving_customer_id,
    customers.is_customer,
    matches.account_id,
    matches.match_status,
    matches.matched_by,
    matches.reason as match_reason,
    matches.confidence as match_confidence,
    matches.proposed_account_id,
    matches.candidates_count,
    matches.candidate_accounts,
    customers.known_at
from customers
inner join {{ ref('xref_customer') }} as matches on customers.customer_id = matches.customer_id
left join company_names on {{ company_key('customers.customer_name') }} = company_names.name_key
