-- One row per account, rep or contact for which another record stands, or may do: merged in its own system, matched to
-- a record of a CRM that goes before its own, or so decided by a person. `surviving_id` is NULL while that is not sure.
with own_merges as (
    select account_id, surviving_account_id
    from {{ ref('int_accounts_unioned') }}
    where account_id <> surviving_account_id
),

records as (
    select 'account' as entity, account_id as record_id from {{ ref('int_accounts_unioned') }}
    union all
    select 'rep', rep_id from {{ ref('int_reps_unioned') }}
    union all
    select 'contact', contact_id from {{ ref('int_contacts_unioned') }}
),

-- One that names a record which is not there, or makes a record stand for one that goes before it, says nothing, and is
-- listed in data_quality.
overrides as (
    select
        given.entity,
        given.left_id as record_id,
        given.right_id as surviving_id
    from {{ ref('identity_overrides') }} as given
    inner join records as lefts on given.entity = lefts.entity and given.left_id = lefts.record_id
    left join records as rights on given.entity = rights.entity and given.right_id = rights.record_id
    where
        given.right_id is null
        or (
            rights.record_id is not null
            and {{ crm_precedence('given.left_id') }} > {{ crm_precedence('given.right_id') }}
        )
),

-- Each CRM that goes before is asked on its own: whoever is in three of them is no ambiguous case.
evidence as (
    select
        entity || ' ' || cast({{ crm_precedence('object_id') }} as varchar) as entity,
        subject_id,
        object_id,
        rule_id
    from {{ ref('int_crm_evidence') }}
),

{{ judged(
    'evidence', threshold('identity.propose_least'), threshold('identity.match_least'),
    threshold('identity.rival_doubt_least')
) }},

-- The CRM that goes first has the word.
first_matches as (
    select
        *,
        split_part(entity, ' ', 1) as record_entity,
        row_number() over (
            partition by split_part(entity, ' ', 1), subject_id
            order by case when match_status = 'matched' then 0 else 1 end, entity
        ) as place
    from judged
),

decided as (
    select
        records.entity,
        records.record_id,
        case
            when overrides.record_id is not null then overrides.surviving_id
            when matches.match_status = 'matched' then matches.object_id
        end as surviving_id,
        case when overrides.record_id is not null then 'override' else matches.match_status end as match_status,
        case when overrides.record_id is not null then 'override' else matches.rule_id end as matched_by,
        case when overrides.record_id is not null then 'override' else matches.reason end as reason,
        case when overrides.record_id is not null then 1.0 else matches.confidence end as confidence,
        case when overrides.record_id is null then matches.candidates_listed end as candidates_listed
    from records
    left join overrides on records.entity = overrides.entity and records.record_id = overrides.record_id
    left join first_matches as matches
        on records.entity = matches.record_entity and records.record_id = matches.subject_id and matches.place = 1
    where overrides.record_id is not null or matches.subject_id is not null
),

-- What a record was merged into may be a record of another CRM in its turn.
unioned as (
    select decided.*
    from decided
    left join own_merges on decided.entity = 'account' and decided.record_id = own_merges.account_id
    where own_merges.account_id is null
    union all
    select 'account', account_id, surviving_account_id, 'merged', 'source', 'merged in its own system', 1.0, null
    from own_merges
)

select
    unioned.entity,
    unioned.record_id,
    coalesce(others.surviving_id, unioned.surviving_id) as surviving_id,
    unioned.match_status,
    unioned.matched_by,
    unioned.reason,
    cast(unioned.confidence as decimal(5, 4)) as confidence,
    unioned.candidates_listed
from unioned
left join unioned as others on unioned.entity = others.entity and unioned.surviving_id = others.record_id
