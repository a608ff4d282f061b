-- One row per customer in accounting or account of a CRM (the subject), account of a CRM with higher precedence, and
-- rule that is evidence for or against a match.
with keys as (
    select * from {{ ref('int_company_keys') }}
),

named as (
    select * from {{ ref('int_companies_named') }}
),

countries as (
    select 'customer' as company_type, surviving_customer_id as company_id, {{ text_key('country') }} as country
    from {{ ref('int_customers_unioned') }}
    union
    select 'account', surviving_account_id, {{ text_key('country') }} from {{ ref('int_accounts_unioned') }}
),

-- A key that more companies share is not evidence for a match; the limit also keeps the number of pairs linear. It does
-- not apply to the first and last words of customer names, which many customers may share.
blocking_keys as (
    select company_type, company_id, rule_id, match_key
    from (
        select *, count(*) over (partition by company_type, rule_id, match_key) as companies_count
        from keys
    ) as counted
    where
        companies_count <= {{ threshold('identity.accounts_most') }}
        or (company_type = 'customer' and rule_id in ('first_words', 'last_words'))
),

account_keys as (
    select rule_id, match_key, company_id as account_id from blocking_keys where company_type = 'account'
),

-- A number that somebody entered may be the account's number or its id.
lookups as (
    select company_type, company_id, rule_id, match_key, rule_id as found_by from blocking_keys
    union all
    select company_type, company_id, 'id', match_key, 'account_number'
    from blocking_keys
    where rule_id = 'account_number'
    union all
    select company_type, company_id, 'account_number', match_key, 'id'
    from blocking_keys
    where rule_id = 'id'
),

key_matches as (
    select distinct
        lookups.company_type,
        lookups.company_id as subject_id,
        account_keys.account_id,
        -- Sequential numbers are too common to be evidence, and two CRMs number their accounts independently.
        case
            when lookups.rule_id not in ('id', 'account_number') then lookups.rule_id
            when not {{ is_specific('lookups.match_key') }} then 'account_number'
            when lookups.company_type = 'account' and lookups.rule_id = lookups.found_by then lookups.rule_id
            else 'reference'
        end as rule_id
    from lookups
    inner join account_keys on lookups.rule_id = account_keys.rule_id and lookups.match_key = account_keys.match_key
    where
        lookups.company_type = 'customer'
        or (
            {{ compares_crms() }}
            and {{ crm_precedence('lookups.company_id') }} > {{ crm_precedence('account_keys.account_id') }}
        )
),

pairs as (
    select distinct company_type, subject_id, account_id from key_matches
),

named_pairs as (
    select
        pairs.company_type,
        pairs.subject_id,
        pairs.account_id,
        subjects.core_name as subject_name,
        accounts.core_name as account_name,
        case
            when subjects.words_count < accounts.words_count then subjects.words_count else accounts.words_count
        end as words_least,
        coalesce(subjects.legal_form, '') = coalesce(accounts.legal_form, '') as is_same_form,
        subjects.legal_form is null as is_bare,
        coalesce(subjects.legal_form <> accounts.legal_form, false) as is_other_form
    from pairs
    inner join named as subjects
        on pairs.company_type = subjects.company_type and pairs.subject_id = subjects.company_id
    inner join named as accounts on accounts.company_type = 'account' and pairs.account_id = accounts.company_id
),

name_matches as (
    select
        company_type,
        subject_id,
        account_id,
        case
            when subject_name = account_name and is_other_form then 'other_form'
            -- A single word is not specific to one company.
            when subject_name = account_name and is_same_form and (words_least > 1 or not is_bare) then 'name_and_form'
            when subject_name = account_name and words_least > 1 then 'name'
            when is_other_form then null
            when {{ likeness('subject_name', 'account_name') }} >= {{ threshold('identity.likeness_least') }}
                then 'near_name'
            when
                words_least > 1
                and (subject_name like account_name || ' %' or account_name like subject_name || ' %')
                then 'longer_name'
        end as rule_id
    from named_pairs
),

other_tax_ids as (
    select pairs.company_type, pairs.subject_id, pairs.account_id
    from pairs
    inner join keys as subjects
        on pairs.company_type = subjects.company_type and pairs.subject_id = subjects.company_id
    inner join keys as accounts on accounts.company_type = 'account' and pairs.account_id = accounts.company_id
    where subjects.rule_id = 'tax_id' and accounts.rule_id = 'tax_id'
    group by pairs.company_type, pairs.subject_id, pairs.account_id
    having max(case when subjects.match_key = accounts.match_key then 1 else 0 end) = 0
),

same_countries as (
    select distinct pairs.company_type, pairs.subject_id, pairs.account_id
    from pairs
    inner join countries as subjects
        on pairs.company_type = subjects.company_type and pairs.subject_id = subjects.company_id
    inner join countries as accounts
        on accounts.company_type = 'account' and pairs.account_id = accounts.company_id
    where subjects.country = accounts.country
)

select company_type, subject_id, account_id, rule_id from key_matches
where rule_id not in ('core_name', 'first_words', 'last_words')
union
select company_type, subject_id, account_id, rule_id from name_matches
where rule_id is not null
union
select company_type, subject_id, account_id, 'other_tax_id' as rule_id from other_tax_ids
union
select company_type, subject_id, account_id, 'country' as rule_id from same_countries
