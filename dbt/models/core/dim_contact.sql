-- One row per contact, without personal data.
with contacts as (
    select * from {{ ref('int_contacts_unioned') }} where not is_deleted
),

accounts as (
    select account_id, surviving_account_id from {{ ref('int_accounts_unioned') }}
),

seniorities as (
    select wording, meaning from {{ ref('int_wordings') }} where wording_kind = 'title'
)

select
    contacts.contact_id,
    coalesce(accounts.surviving_account_id, contacts.account_id) as account_id,
    contacts.title,
    seniorities.meaning as seniority,
    contacts.known_at
from contacts
left join accounts on contacts.account_id = accounts.account_id
left join seniorities on {{ text_key('contacts.title') }} = seniorities.wording
