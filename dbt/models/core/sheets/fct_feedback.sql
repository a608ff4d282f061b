-- One row per answer to a survey up to AS_OF, without the person who gave it.
with responses as (
    select *
    from {{ union_systems('survey_responses', {
        'string': ['survey_response_id', 'survey_id', 'account_key', 'kind'],
        'decimal(18, 8)': ['score', 'scale_max'],
        'boolean': ['is_deleted'],
        'timestamp': ['responded_at', 'known_at'],
    }) }} as survey_responses
    where not is_deleted and responded_at < {{ as_of_end() }}
),

persons as (
    select survey_response_id, contact_email
    from {{ union_systems('survey_response_persons', {
        'string': ['survey_response_id', 'contact_email'],
        'boolean': ['is_deleted'],
    }) }} as survey_response_persons
    where not is_deleted
),

addresses as (
    select email, contact_id from {{ ref('int_buyer_addresses') }}
),

contacts as (
    select contact_id, account_id from {{ ref('dim_contact') }}
),

account_keys as (
    select account_key, account_id from {{ ref('int_account_keys') }} where not is_name
)

select
    responses.survey_response_id as feedback_id,
    responses.survey_id,
    lower(trim(responses.kind)) as kind,
    cast(responses.score as double) as score,
    cast(responses.scale_max as double) as scale_max,
    coalesce(account_keys.account_id, contacts.account_id) as account_id,
    contacts.contact_id,
    responses.responded_at,
    {{ business_date('responses.responded_at') }} as responded_date,
    responses.known_at
from responses
left join account_keys on {{ text_key('responses.account_key') }} = account_keys.account_key
left join persons on responses.survey_response_id = persons.survey_response_id
left join addresses on persons.contact_email = addresses.email
left join contacts on addresses.contact_id = contacts.contact_id
