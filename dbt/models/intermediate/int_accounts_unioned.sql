-- One row per account over all CRM systems, with the account into which it was merged (itself when it was not).
with unioned as (
    select *
    from {{ union_systems('accounts', {
        'string': [
            'account_id', 'parent_account_id', 'master_account_id', 'owner_id', 'account_name', 'account_number',
            'tax_number', 'website', 'industry', 'country'
        ],
        'boolean': ['is_deleted'],
        'timestamp': ['known_at'],
    }) }} as accounts
),

-- Up to three successive merges are followed.
merged as (
    select
        unioned.account_id,
        coalesce(
            third.master_account_id, second.master_account_id, unioned.master_account_id, unioned.account_id
        ) as surviving_account_id
    from unioned
    left join unioned as second on unioned.master_account_id = second.account_id
    left join unioned as third on second.master_account_id = third.account_id
)

select
    unioned.account_id,
    merged.surviving_account_id,
    coalesce(parent.surviving_account_id, unioned.parent_account_id) as parent_account_id,
    unioned.owner_id,
    unioned.account_name,
    unioned.account_number,
    unioned.tax_number,
    unioned.website,
    unioned.industry,
    unioned.country,
    unioned.is_deleted,
    unioned.known_at
from unioned
inner join merged on unioned.account_id = merged.account_id
left join merged as parent on unioned.parent_account_id = parent.account_id
