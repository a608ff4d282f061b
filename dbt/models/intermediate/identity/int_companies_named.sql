-- One row per customer in accounting or account of a CRM (after merges in its own system) and normalised name.
with company_names as (
    select * from {{ ref('int_company_names') }}
),

named as (
    select
        'customer' as company_type,
        surviving_customer_id as company_id,
        {{ company_key('customer_name') }} as name_key
    from {{ ref('int_customers_unioned') }}
    union
    -- Deleted accounts are compared only if they were merged into another one.
    select 'account', surviving_account_id, {{ company_key('account_name') }}
    from {{ ref('int_accounts_unioned') }}
    where not is_deleted or account_id <> surviving_account_id
)

select distinct
    named.company_type,
    named.company_id,
    company_names.core_name,
    company_names.first_words,
    company_names.last_words,
    company_names.words_count,
    company_names.legal_form
from named
inner join company_names on named.name_key = company_names.name_key
where {{ compares_companies() }}
