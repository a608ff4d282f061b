-- One row per rep whom another rep represents, or may represent, because two CRMs hold the same person.
with reps as (
    select
        rep_id,
        {{ text_key('email') }} as email,
        case when {{ name_key('rep_name') }} like '% %' then {{ name_key('rep_name') }} end as full_name
    from {{ ref('int_reps_unioned') }}
),

records as (
    select rep_id as record_id, rep_id as own_surviving_id from reps
),

-- A single word is not a full name.
keys as (
    select rep_id as record_id, 'rep_email' as rule_id, email as match_key from reps
    union all
    select rep_id, 'rep_mailbox', substr(email, 1, position('@' in email) - 1) from reps where email like '%@%'
    union all
    select rep_id, 'rep_name', full_name from reps
),

evidence as (
    select * from {{ evidence_of_keys('keys') }} as pairs
),

{{ cross_reference(
    'rep', 'records', 'evidence',
    threshold('identity.propose_least'), threshold('identity.match_least'), threshold('identity.rival_doubt_least')
) }}

select * from cross_reference
