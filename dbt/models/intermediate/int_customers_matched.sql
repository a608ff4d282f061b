-- One row per customer of the books that is an account of the CRM: by account number or id, else by a name that only
-- one account has.
with contacts as (
    select * from {{ ref('stg_xero__contacts') }}
),

account_keys as (
    select * from {{ ref('int_account_keys') }}
),

-- A customer that was merged into another one is known by either one's numbers.
customer_numbers as (
    select xero_contact_id, contact_number as account_number, 1 as key_rank from contacts
    union all
    select xero_contact_id, account_number, 1 from contacts
    union all
    select merged.xero_contact_id, survivors.contact_number, 2
    from contacts as merged
    inner join contacts as survivors on merged.merged_to_xero_contact_id = survivors.xero_contact_id
    union all
    select merged.xero_contact_id, survivors.account_number, 2
    from contacts as merged
    inner join contacts as survivors on merged.merged_to_xero_contact_id = survivors.xero_contact_id
),

customer_keys as (
    select xero_contact_id, {{ text_key('account_number') }} as account_key, false as is_name, key_rank
    from customer_numbers
    union all
    select xero_contact_id, {{ name_key('contact_name') }}, true, 3 from contacts
),

matches as (
    select
        customer_keys.xero_contact_id,
        account_keys.account_id,
        customer_keys.is_name,
        rank() over (partition by customer_keys.xero_contact_id order by customer_keys.key_rank) as match_rank
    from customer_keys
    inner join account_keys
        on
            customer_keys.account_key = account_keys.account_key
            and customer_keys.is_name = account_keys.is_name
)

select
    xero_contact_id,
    min(account_id) as account_id,
    case when max(case when is_name then 1 else 0 end) = 1 then 'name' else 'number' end as matched_by
from matches
where match_rank = 1
group by xero_contact_id
having count(distinct account_id) = 1
