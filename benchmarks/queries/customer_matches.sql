-- Every column but the currency.
with revenue as (
    select
        coalesce(customer_id, '(none)') as customer_id, count(distinct document_id) as documents_count,
        coalesce(sum(net_amount_rc) filter (document_type = 'invoice'), 0)::decimal(18, 2) as invoiced_amount,
        coalesce(-sum(net_amount_rc) filter (document_type = 'credit_note'), 0)::decimal(18, 2) as credited_amount,
        count(*) filter (net_amount is not null and net_amount_rc is null) as unconverted_count
    from core.fct_revenue_line
    group by all
)

select
    coalesce(customers.customer_id, revenue.customer_id) as customer_id, customer_name,
    coalesce(customers.account_id, 'unmatched') as account_id, matched.account_name,
    coalesce(match_status, 'unknown') as match_status, matched_by, match_reason, match_confidence, proposed_account_id,
    proposed.account_name as proposed_account_name, coalesce(candidates_count, 0) as candidates_count,
    candidate_accounts, coalesce(documents_count, 0) as documents_count,
    coalesce(invoiced_amount, 0) as invoiced_amount, coalesce(credited_amount, 0) as credited_amount,
    coalesce(invoiced_amount - credited_amount, 0)::decimal(18, 2) as net_amount,
    coalesce(unconverted_count, 0) as unconverted_count
from core.dim_customer as customers
full join revenue on customers.customer_id = revenue.customer_id
left join core.dim_account as matched on customers.account_id = matched.account_id
left join core.dim_account as proposed on customers.proposed_account_id = proposed.account_id
where revenue.customer_id is not null or is_customer
