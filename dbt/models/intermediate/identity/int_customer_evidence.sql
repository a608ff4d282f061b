-- One row per customer of the books (those merged are one), account (that of the CRM which goes first) and rule that
-- speaks for the two being one company, or against it.
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
