-- One row per customer or supplier in accounting, with the CRM account that it is matched to.
with customers as (
    select * from {{ ref('int_customers_unioned') }}
),

company_names as (
    select name_key from {{ ref('int_company_names') }} where legal_form is not null
),

first_documents as (
    select customer_id, min(document_date) as issued_on
    from {{ union_systems('documents', {'string': ['customer_id'], 'date': ['document_date']}) }} as documents
    group by customer_id
)

select
    customers.customer_id,
    -- A name without a legal form may be the name of a person.
    case when company_names.name_key is not null then customers.customer_name end as customer_name,
    customers.surviving_customer_id,
    -- The flag has its present value: a contact becomes a customer with the first document.
    customers.is_customer and coalesce(first_documents.issued_on <= {{ as_of() }}, true) as is_customer,
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
left join first_documents on customers.customer_id = first_documents.customer_id
left join company_names on {{ company_key('customers.customer_name') }} = company_names.name_key
