-- One row per contact, without personal data.
with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }} where not is_deleted
),

accounts as (
    select account_id, surviving_account_id from {{ ref('int_accounts_unioned') }}
)

select
    contacts.contact_id,
    coalesce(accounts.surviving_account_id, contacts.account_id) as account_id,
    contacts.title,
    contacts.known_at
from contacts
left join accounts on contacts.account_id = accounts.account_id
