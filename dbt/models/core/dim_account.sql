-- One row per account. Facts carry the account that a merged one was merged into.
select
    account_id,
    account_name,
    parent_account_id,
    industry,
    country,
    owner_id,
    is_deleted,
    known_at
from {{ ref('int_accounts_unioned') }}
