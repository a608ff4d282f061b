-- One row per contact whom another contact represents, or may represent, because two CRMs hold the same person; matched
-- by e-mail address.
with records as (
    select contact_id as record_id, contact_id as own_surviving_id from {{ ref('int_contacts_unioned') }}
),

keys as (
    select contact_id as record_id, 'person_email' as rule_id, email as match_key
    from {{ ref('int_contact_persons_unioned') }}
),

evidence as (
    select * from {{ evidence_of_keys('keys') }} as pairs
),

{{ cross_reference(
    'contact', 'records', 'evidence',
    threshold('identity.propose_least'), threshold('identity.match_least'), threshold('identity.rival_doubt_least')
) }}

select * from cross_reference
