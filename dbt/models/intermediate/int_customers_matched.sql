-- One row per customer of the books that is an account of the CRM: the same record, or by account number or id, else by
-- a name that only one account has.
with contacts as (
    select
        xero_contact_id as customer_id,
        contact_name,
        contact_number,
        account_number,
        merged_to_xero_contact_id as merged_to_customer_id
    from {{ ref('stg_xero__contacts') }}
    union all
    -- Documents are those of the company, whoever of it they are addressed to.
    select partner_id, company_name, partner_number, cast(null as varchar), cast(null as varchar)
    from {{ ref('stg_odoo__partners') }}
    where partner_id = coalesce(commercial_partner_id, partner_id)
),

account_keys as (
    select * from {{ ref('int_account_keys') }}
),

-- A customer that was merged into another one is known by either one's numbers.
customer_numbers as (
    -- In an Odoo that is the CRM as well a customer is the account itself.
    select customer_id, {{ raw_id('customer_id') }} as account_number, 0 as key_rank from contacts
    union all
    select customer_id, contact_number, 1 from contacts
    union all
    select customer_id, account_number, 1 from contacts
    union all
    select merged.customer_id, survivors.contact_number, 2
    from contacts as merged
    inner join contacts as survivors on merged.merged_to_customer_id = survivors.customer_id
    union all
    select merged.customer_id, survivors.account_number, 2
    from contacts as merged
    inner join contacts as survivors on merged.merged_to_customer_id = survivors.customer_id
),

customer_keys as (
    select customer_id, {{ text_key('account_number') }} as account_key, false as is_name, key_rank
    from customer_numbers
    union all
    select customer_id, {{ name_key('contact_name') }}, true, 3 from contacts
),

matches as (
    select
        customer_keys.customer_id,
        account_keys.account_id,
        customer_keys.is_name,
        rank() over (partition by customer_keys.customer_id order by customer_keys.key_rank) as match_rank
    from customer_keys
    inner join account_keys
        on
            customer_keys.account_key = account_keys.account_key
            and customer_keys.is_name = account_keys.is_name
)

select
    customer_id,
    min(account_id) as account_id,
    case when max(case when is_name then 1 else 0 end) = 1 then 'name' else 'number' end as matched_by
from matches
where match_rank = 1
group by customer_id
having count(distinct account_id) = 1
