-- One row per account, rep or contact of a CRM (the subject), such record of a CRM that goes before it (the object),
-- and rule that speaks for the two being one, or against it. Personal data is compared here and goes no further.
with accounts as (
    select account_id from {{ ref('int_accounts_unioned') }} where not is_deleted
),

reps as (
    select
        rep_id,
        {{ text_key('email') }} as email,
        case when {{ name_key('rep_name') }} like '% %' then {{ name_key('rep_name') }} end as full_name
    from {{ ref('int_reps_unioned') }}
),

persons as (
    select persons.contact_id, persons.email
    from {{ ref('stg_salesforce__contact_persons') }} as persons
    inner join {{ ref('stg_salesforce__contacts') }} as contacts on persons.contact_id = contacts.contact_id
    where not persons.is_deleted and not contacts.is_deleted
    union all
    select persons.partner_id, persons.email
    from {{ ref('stg_odoo__partner_persons') }} as persons
    inner join {{ ref('int_contacts_unioned') }} as contacts on persons.partner_id = contacts.contact_id
    where not persons.is_deleted and not contacts.is_deleted
),

-- A word alone is no name, and an address that several have is nobody's.
keys as (
    select 'rep' as entity, rep_id as record_id, 'rep_email' as rule_id, email as match_key from reps
    union all
    select 'rep', rep_id, 'rep_mailbox', substr(email, 1, position('@' in email) - 1) from reps where email like '%@%'
    union all
    select 'rep', rep_id, 'rep_name', full_name from reps
    union all
    select 'contact', contact_id, 'person_email', email from persons
),

alone as (
    select *
    from (
        select
            *,
            count(*) over (
                partition by entity, rule_id, match_key, {{ crm_precedence('record_id') }}
            ) as records_count
        from keys
        where match_key is not null
    ) as counted
    where records_count = 1
)

select company.company_type as entity, company.subject_id, company.account_id as object_id, company.rule_id
from {{ ref('int_company_evidence') }} as company
inner join accounts on company.account_id = accounts.account_id
where company.company_type = 'account'
union all
select subjects.entity, subjects.record_id, objects.record_id, subjects.rule_id
from alone as subjects
inner join alone as objects
    on
        subjects.entity = objects.entity
        and subjects.rule_id = objects.rule_id
        and subjects.match_key = objects.match_key
where {{ crm_precedence('subjects.record_id') }} > {{ crm_precedence('objects.record_id') }}
