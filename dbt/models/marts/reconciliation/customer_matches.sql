-- One row per customer in accounting: the CRM account that it is matched to, the evidence, and its amounts. Customers
-- that match no account have the account `unmatched`.
with customers as (
    select * from {{ ref('dim_customer') }}
),

accounts as (
    select account_id, account_name from {{ ref('dim_account') }}
),

revenue as (
    select
        coalesce(customer_id, '(none)') as customer_id,
        count(distinct document_id) as documents_count,
        sum(case when document_type = 'invoice' then net_amount_rc else 0 end) as invoiced_amount,
        sum(case when document_type = 'credit_note' then -net_amount_rc else 0 end) as credited_amount,
        count(case when net_amount is not null and net_amount_rc is null then 1 end) as unconverted_count
    from {{ ref('fct_revenue_line') }}
    group by coalesce(customer_id, '(none)')
)

select
    coalesce(customers.customer_id, revenue.customer_id) as customer_id,
    customers.customer_name,
    coalesce(customers.account_id, 'unmatched') as account_id,
    matched.account_name,
    coalesce(customers.match_status, 'unknown') as match_status,
    customers.matched_by,
    customers.match_reason,
    customers.match_confidence,
    customers.proposed_account_id,
    proposed.account_name as proposed_account_name,
    coalesce(customers.candidates_count, 0) as candidates_count,
    customers.candidate_accounts,
    coalesce(revenue.documents_count, 0) as documents_count,
    {{ money('coalesce(revenue.invoiced_amount, 0)') }} as invoiced_amount,
    {{ money('coalesce(revenue.credited_amount, 0)') }} as credited_amount,
    {{ money('coalesce(revenue.invoiced_amount, 0) - coalesce(revenue.credited_amount, 0)') }} as net_amount,
    coalesce(revenue.unconverted_count, 0) as unconverted_count,
    '{{ reporting_currency() }}' as currency
from customers
full outer join revenue on customers.customer_id = revenue.customer_id
left join accounts as matched on customers.account_id = matched.account_id
left join accounts as proposed on customers.proposed_account_id = proposed.account_id
where revenue.customer_id is not null or customers.is_customer
