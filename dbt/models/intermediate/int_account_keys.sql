-- One row per text that identifies exactly one account: its id at the source or its number, or (is_name) its name.
with accounts as (
    select accounts.*, {{ surviving('account', 'accounts.account_id') }} as standing_account_id
    from {{ ref('int_accounts_unioned') }} as accounts
),

account_keys as (
    select {{ text_key(raw_id('account_id')) }} as account_key, standing_account_id, false as is_name from accounts
    union all
    select {{ text_key(long_id('account_number')) }}, standing_account_id, false from accounts
    union all
    select {{ name_key('account_name') }}, standing_account_id, true from accounts where not is_deleted
)

select account_key, is_name, min(standing_account_id) as account_id
from account_keys
where account_key is not null
group by account_key, is_name
having count(distinct standing_account_id) = 1
