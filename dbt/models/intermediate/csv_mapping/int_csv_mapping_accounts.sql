-- One row per account of a mapped export, with its parent account; a parent name that several accounts have is ignored.
with accounts as (
    select * from {{ ref('stg_csv_mapping__accounts') }}
),

account_names as (
    select lower(trim(account_name)) as account_key, min(account_id) as account_id
    from accounts
    where account_name is not null
    group by lower(trim(account_name))
    having count(*) = 1
)

select
    accounts.account_id,
    account_names.account_id as parent_account_id,
    accounts.account_name,
    accounts.industry,
    accounts.country,
    accounts.is_deleted,
    accounts.known_at
from accounts
left join account_names on lower(trim(accounts.parent_account_name)) = account_names.account_key
