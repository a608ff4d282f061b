-- One row per contact, without personal data. Who is in two CRMs is there once.
with contacts as (
    select * from {{ ref('int_contacts_unioned') }} where not is_deleted
),

account_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'account'
),

contact_merges as (
    select record_id, surviving_id from {{ ref('int_merges') }} where entity = 'contact' and surviving_id is not null
),

seniorities as (
    select wording, meaning from {{ ref('int_wordings') }} where wording_kind = 'title'
)

select
    contacts.contact_id,
    coalesce(account_merges.surviving_id, contacts.account_id) as account_id,
    contacts.title,
    seniorities.meaning as seniority,
    contacts.known_at
from contacts
left join account_merges on contacts.account_id = account_merges.record_id
left join contact_merges on contacts.contact_id = contact_merges.record_id
left join seniorities on {{ text_key('contacts.title') }} = seniorities.wording
where contact_merges.record_id is null
