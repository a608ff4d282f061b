-- One row per account over all CRM systems, with the account that it was merged into (itself when it was not).
with salesforce_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

mapped_accounts as (
    select * from {{ ref('stg_csv_mapping__accounts') }}
),

-- A mapped export names the parent; a name that several accounts carry leads nowhere.
mapped_names as (
    select lower(trim(account_name)) as account_key, min(account_id) as account_id
    from mapped_accounts
    where account_name is not null
    group by lower(trim(account_name))
    having count(*) = 1
),

unioned as (
    select
        account_id,
        parent_account_id,
        master_account_id,
        owner_id,
        account_name,
        account_number,
        tax_number,
        website,
        industry,
        country,
        is_deleted,
        known_at
    from salesforce_accounts
    union all
    select
        mapped_accounts.account_id,
        mapped_names.account_id,
        cast(null as varchar),
        cast(null as varchar),
        mapped_accounts.account_name,
        cast(null as varchar),
        cast(null as varchar),
        cast(null as varchar),
        mapped_accounts.industry,
        mapped_accounts.country,
        mapped_accounts.is_deleted,
        mapped_accounts.known_at
    from mapped_accounts
    left join mapped_names on lower(trim(mapped_accounts.parent_account_name)) = mapped_names.account_key
    union all
    select
        account_id,
        parent_account_id,
        cast(null as varchar),
        owner_id,
        account_name,
        account_number,
        tax_number,
        website,
        cast(null as varchar),
        country,
        is_deleted,
        known_at
    from {{ ref('int_odoo_accounts') }}
),

-- Merges may follow one another; three in a row are followed.
merged as (
    select
        unioned.account_id,
        coalesce(
            third.master_account_id, second.master_account_id, unioned.master_account_id, unioned.account_id
        ) as surviving_account_id
    from unioned
    left join unioned as second on unioned.master_account_id = second.account_id
    left join unioned as third on second.master_account_id = third.account_id
),

final as (
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
)

select * from final
