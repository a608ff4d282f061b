-- One row per account that another account represents, or may represent: because it was merged in its own system or
-- because two CRMs hold the same account.
with records as (
    select account_id as record_id, surviving_account_id as own_surviving_id from {{ ref('int_accounts_unioned') }}
),

evidence as (
    select company.subject_id, company.account_id as object_id, company.rule_id
    from {{ ref('int_company_evidence') }} as company
    inner join {{ ref('int_accounts_unioned') }} as accounts on company.account_id = accounts.account_id
    where company.company_type = 'account' and not accounts.is_deleted
),

{{ cross_reference(
    'account', 'records', 'evidence',
    threshold('identity.propose_least'), threshold('identity.match_least'), threshold('identity.rival_doubt_least'),
    ref('int_company_keys')
) }}

select * from cross_reference
