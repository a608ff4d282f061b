-- One row per customer in accounting (after merges), account (the surviving one) and rule that is evidence for or
-- against a match.
with customers as (
    select customer_id, surviving_customer_id from {{ ref('int_customers_unioned') }}
)

select
    evidence.subject_id,
    {{ surviving('account', 'evidence.account_id') }} as object_id,
    evidence.rule_id
from {{ ref('int_company_evidence') }} as evidence
where evidence.company_type = 'customer'
union
select
    customers.surviving_customer_id,
    {{ surviving('account', 'opportunities.account_id') }},
    'document'
from {{ ref('int_documents_unioned') }} as documents
inner join {{ ref('int_document_references') }} as named on documents.document_id = named.document_id
inner join {{ ref('int_opportunities_unioned') }} as opportunities
    on named.opportunity_id = opportunities.opportunity_id
inner join customers on documents.customer_id = customers.customer_id
where opportunities.account_id is not null
