-- One row per sales invoice or credit note that counts: its opportunity and the credited rep, who is the opportunity's
-- owner at the end of the document's day, otherwise the owner of the customer's account.
with documents as (
    select document_id, invoice_id, customer_id, document_date from {{ ref('int_documents_unioned') }}
),

document_references as (
    select * from {{ ref('int_document_references') }}
),

customers as (
    select customer_id, account_id from {{ ref('xref_customer') }}
),

accounts as (
    select accounts.account_id, {{ surviving('rep', 'accounts.owner_id') }} as owner_id
    from {{ ref('int_accounts_unioned') }} as accounts
),

opportunities as (
    select opportunities.opportunity_id, {{ surviving('account', 'opportunities.account_id') }} as account_id
    from {{ ref('int_opportunities_unioned') }} as opportunities
),

owner_days as (
    select
        opportunity_id,
        owner_id,
        {{ business_date('valid_from') }} as first_day,
        {{ business_date('valid_to') }} as next_day,
        row_number() over (partition by opportunity_id order by valid_from) as state_number
    from {{ ref('int_opportunity_states') }}
),

-- A credit note whose reference names nothing takes the opportunity of the invoice against which it is allocated.
linked as (
    select
        documents.document_id,
        documents.document_date,
        documents.customer_id,
        coalesce(own.opportunity_id, allocated.opportunity_id) as opportunity_id,
        case
            when own.opportunity_id is null and allocated.opportunity_id is not null then 'allocated invoice'
            else own.link_reason
        end as link_reason
    from documents
    left join document_references as own on documents.document_id = own.document_id
    left join document_references as allocated
        on documents.invoice_id = allocated.document_id
),

-- Before the opportunity was created (for a deposit, say), its first owner is used.
document_owners as (
    select linked.document_id, owner_days.owner_id
    from linked
    inner join owner_days
        on
            linked.opportunity_id = owner_days.opportunity_id
            and (linked.document_date >= owner_days.first_day or owner_days.state_number = 1)
            and (owner_days.next_day is null or linked.document_date < owner_days.next_day)
)

select
    linked.document_id,
    linked.opportunity_id,
    coalesce(customers.account_id, opportunities.account_id) as account_id,
    coalesce(document_owners.owner_id, accounts.owner_id, 'unassigned') as rep_id,
    case
        when linked.link_reason is not null then linked.link_reason
        when accounts.owner_id is not null then 'account owner'
        else 'unassigned'
    end as link_reason
from linked
left join document_owners on linked.document_id = document_owners.document_id
left join opportunities on linked.opportunity_id = opportunities.opportunity_id
left join customers on linked.customer_id = customers.customer_id
left join accounts on customers.account_id = accounts.account_id
