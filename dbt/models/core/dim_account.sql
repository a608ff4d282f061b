-- One row per account. Facts refer to the surviving account after merges (xref_account).
select
    accounts.account_id,
    accounts.account_name,
    {{ surviving('account', 'accounts.parent_account_id') }} as parent_account_id,
    accounts.industry,
    accounts.country,
    {{ surviving('rep', 'accounts.owner_id') }} as owner_id,
    accounts.is_deleted,
    accounts.known_at
from {{ ref('int_accounts_unioned') }} as accounts
