-- One row per customer or supplier in accounting: the record into which it was merged, and the CRM account that it is
-- matched to, with evidence and match score. The account is NULL when the match score is too low, when another account
-- scores nearly as high, or when the tax ids differ. An override takes precedence.
with customers as (
    select customer_id, surviving_customer_id from {{ ref('int_customers_unioned') }}
),

evidence as (
    select 'customer' as entity, subject_id, object_id, rule_id from {{ ref('int_customer_evidence') }}
),

accounts as (
    select accounts.account_id, {{ surviving('account', 'accounts.account_id') }} as surviving_account_id
    from {{ ref('int_accounts_unioned') }} as accounts
),

-- An override that names an unknown account is ignored and listed in data_quality.
overrides as (
    select
        given.left_id as customer_id,
        accounts.surviving_account_id as account_id
    from {{ given_overrides() }} as given
    left join accounts on given.right_id = accounts.account_id
    where given.entity = 'customer' and (given.right_id is null or accounts.account_id is not null)
),

{{ judged(
    'evidence', threshold('identity.propose_least'), threshold('identity.match_least'),
    threshold('identity.rival_doubt_least'), ref('int_company_keys')
) }},

decided as (
    select
        customers.customer_id,
        own.customer_id is not null or others.customer_id is not null as is_overridden,
        case when own.customer_id is not null then own.account_id else others.account_id end as override_account_id,
        customers.surviving_customer_id
    from customers
    left join overrides as own on customers.customer_id = own.customer_id
    left join overrides as others on customers.surviving_customer_id = others.customer_id
)

select
    decided.customer_id,
    decided.surviving_customer_id,
    case
        when decided.is_overridden then decided.override_account_id
        when judged.match_status = 'matched' then judged.object_id
    end as account_id,
    case when decided.is_overridden then 'override' else coalesce(judged.match_status, 'unknown') end as match_status,
    case
        when decided.is_overridden then 'override'
        when judged.match_status = 'matched' then judged.rule_id
    end as matched_by,
    case when decided.is_overridden then 'override' else judged.reason end as reason,
    case when decided.is_overridden then 1.0 else judged.confidence end as confidence,
    case when not decided.is_overridden and judged.is_alone then judged.object_id end as proposed_account_id,
    coalesce(judged.candidates_count, 0) as candidates_count,
    judged.candidates_listed as candidate_accounts
from decided
left join judged on decided.surviving_customer_id = judged.subject_id
