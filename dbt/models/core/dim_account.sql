-- One row per account. Facts carry the account that stands for a merged one (xref_merge).
with accounts as (
    select * from {{ ref('int_accounts_unioned') }}
),

account_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'account'
),

rep_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'rep'
)

select
    accounts.account_id,
    accounts.account_name,
    coalesce(account_merges.surviving_id, accounts.parent_account_id) as parent_account_id,
    accounts.industry,
    accounts.country,
    coalesce(rep_merges.surviving_id, accounts.owner_id) as owner_id,
    accounts.is_deleted,
    accounts.known_at
from accounts
left join account_merges on accounts.parent_account_id = account_merges.record_id
left join rep_merges on accounts.owner_id = rep_merges.record_id
