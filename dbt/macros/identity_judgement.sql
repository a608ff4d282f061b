{#- Evaluates match evidence, for customers of accounting and for records of several CRMs alike. -#}

{#- crm_precedence('account_id'): of matched records of several CRMs, the one with the lowest number survives. -#}
{% macro crm_precedence(id) -%}
    case
    {%- for system in plumbline.registered_systems() if 'crm' in system.roles %}
        when {{ id }} like '{{ system.id_prefix }}:%' then {{ system.precedence }}
    {%- endfor %}
    end
{%- endmacro %}

{#- compares_crms(): whether more than one CRM is configured; otherwise records of CRMs are not compared. -#}
{% macro compares_crms() -%}
    {{ return(plumbline.configured_with_role('crm') > 1) }}
{%- endmacro %}

{#- compares_companies(): whether companies of two systems are compared: two CRMs, or a CRM and accounting. -#}
{% macro compares_companies() -%}
    {{ return(plumbline.compares_crms() or plumbline.configured_with_role('accounting') > 0) }}
{%- endmacro %}

{#-
    judged('evidence', threshold('identity.propose_least'), threshold('identity.match_least'),
    threshold('identity.rival_doubt_least'), ref('int_company_keys')): common table expressions over rows of entity,
    subject_id, object_id and rule_id. Of each evidence type the rule with the highest confidence counts; evidence types
    are treated as independent: P(no match) = Π(1 − confidence) (noisy-or). The last one, `judged`, has one row per
    entity and subject with at least one candidate above the proposal threshold; the most likely candidate is `matched`,
    `ambiguous`, `proposed` (match score too low) or `contradicted`. Companies whose tax ids differ are never matched to
    the same object: pass the model of their keys.
-#}
{% macro judged(evidence, propose_least, match_least, rival_doubt_least, company_keys=none) -%}
strongest as (
    select
        evidence.entity,
        evidence.subject_id,
        evidence.object_id,
        rules.rule_id,
        rules.evidence,
        rules.confidence,
        rules.reason,
        row_number() over (
            partition by evidence.entity, evidence.subject_id, evidence.object_id, rules.evidence
            order by rules.confidence desc, rules.rule_id asc
        ) as place
    from {{ evidence }} as evidence
    inner join {{ ref('identity_rules') }} as rules on evidence.rule_id = rules.rule_id
),

evidence_types as (
    select
        *,
        row_number() over (
            partition by entity, subject_id, object_id order by confidence desc, rule_id asc
        ) as evidence_rank
    from strongest
    where place = 1
),

candidates as (
    select
        entity,
        subject_id,
        object_id,
        round(exp(sum(ln(1 - confidence))), 12) as no_match_probability,
        -- Evidence that most records share (the country) ranks candidates, but does not raise the match score.
        round(1 - exp(sum(case when evidence <> 'country' then ln(1 - confidence) else 0 end)), 4) as confidence,
        max(case when evidence_rank = 1 then rule_id end) as rule_id,
        {{ plumbline.joined('reason', 'evidence_rank', '; ') }} as reason,
        max(case when evidence = 'contradiction' then 1 else 0 end) = 1 as is_contradicted
    from evidence_types
    group by entity, subject_id, object_id
),

ranked as (
    select
        *,
        row_number() over by_subject as place,
        lead(no_match_probability) over by_subject as rival_probability,
        count(*) over (partition by entity, subject_id) as candidates_count
    from candidates
    where confidence >= {{ propose_least }}
    window by_subject as (partition by entity, subject_id order by no_match_probability, object_id)
),

listed as (
    select
        entity,
        subject_id,
        {{ plumbline.joined("object_id || ' (' || reason || ')'", 'place', ', ') }} as candidates_listed
    from ranked
    where place <= 5
    group by entity, subject_id
),

best as (
    select
        *,
        coalesce(rival_probability >= no_match_probability * {{ rival_doubt_least }}, true) as is_alone
    from ranked
    where place = 1
),

top_candidates as (
    select
        best.entity,
        best.subject_id,
        best.object_id,
        best.confidence,
        best.rule_id,
        best.reason,
        best.is_alone,
        best.candidates_count,
        listed.candidates_listed,
        case
            when not best.is_alone then 'ambiguous'
            when best.confidence < {{ match_least }} then 'proposed'
            when best.is_contradicted then 'contradicted'
            else 'matched'
        end as match_status
    from best
    inner join listed on best.entity = listed.entity and best.subject_id = listed.subject_id
),

-- Subjects with different tax ids are not matched to the same object, whatever the other evidence.
conflicting as (
    {% if company_keys -%}
    select top_candidates.entity, top_candidates.object_id
    from top_candidates
    inner join (
        select company_id, min(match_key) as tax_id
        from {{ company_keys }}
        where rule_id = 'tax_id'
        group by company_id
    ) as taxed on top_candidates.subject_id = taxed.company_id
    where top_candidates.match_status = 'matched'
    group by top_candidates.entity, top_candidates.object_id
    having count(distinct taxed.tax_id) > 1
    {%- else -%}
    select entity, object_id from top_candidates where false
    {%- endif %}
),

judged as (
    select
        top_candidates.entity,
        top_candidates.subject_id,
        top_candidates.object_id,
        top_candidates.confidence,
        top_candidates.rule_id,
        top_candidates.is_alone,
        top_candidates.candidates_count,
        top_candidates.candidates_listed,
        case
            when conflicting.object_id is null then top_candidates.reason
            else top_candidates.reason || '; but so is another with another tax id'
        end as reason,
        case
            when top_candidates.match_status = 'matched' and conflicting.object_id is not null then 'contradicted'
            else top_candidates.match_status
        end as match_status
    from top_candidates
    left join conflicting
        on top_candidates.entity = conflicting.entity and top_candidates.object_id = conflicting.object_id
)
{%- endmacro %}

{#-
    evidence_of_keys('keys'): a subquery: pairs of records of two CRMs with the same key, and the rule. Rows of keys are
    record_id, rule_id and match_key; a key that several records of one CRM share is not evidence.
-#}
{% macro evidence_of_keys(keys) -%}
    {%- set unique_keys -%}
    (
        select *
        from (
            select
                *,
                count(*) over (
                    partition by rule_id, match_key, {{ plumbline.crm_precedence('record_id') }}
                ) as records_count
            from {{ keys }}
            where match_key is not null and {{ plumbline.compares_crms() }}
        )
        where records_count = 1
    )
    {%- endset -%}
    (
        select subjects.record_id as subject_id, objects.record_id as object_id, subjects.rule_id
        from {{ unique_keys }} as subjects
        inner join {{ unique_keys }} as objects
            on subjects.rule_id = objects.rule_id and subjects.match_key = objects.match_key
        where
            {{ plumbline.crm_precedence('subjects.record_id') }} > {{ plumbline.crm_precedence('objects.record_id') }}
    )
{%- endmacro %}

{#- given_overrides(): a subquery: the rows of the seed `identity_overrides`, with Salesforce's ids in the long form. -#}
{% macro given_overrides() -%}
    (
        select entity, {{ plumbline.long_id('left_id') }} as left_id, {{ plumbline.long_id('right_id') }} as right_id
        from {{ ref('identity_overrides') }}
    )
{%- endmacro %}

{#-
    cross_reference('rep', 'records', 'evidence', least…): common table expressions; the last one, `cross_reference`,
    has one row per record that another record represents, or may represent. Rows of records are record_id and
    own_surviving_id (the record into which it was merged in its own system, itself when it was not), rows of evidence
    are subject_id, object_id and rule_id.
-#}
{% macro cross_reference(
    entity, records, evidence, propose_least, match_least, rival_doubt_least, company_keys=none
) -%}
own_merges as (
    select record_id, own_surviving_id from {{ records }} where record_id <> own_surviving_id
),

-- An override that names an unknown record, or gives a record a survivor of lower precedence, is ignored and listed in
-- data_quality.
overrides as (
    select
        given.left_id as record_id,
        given.right_id as surviving_id
    from {{ plumbline.given_overrides() }} as given
    inner join {{ records }} as lefts on given.left_id = lefts.record_id
    left join {{ records }} as rights on given.right_id = rights.record_id
    where
        given.entity = '{{ entity }}'
        and (
            given.right_id is null
            or (
                rights.record_id is not null
                and {{ plumbline.crm_precedence('given.left_id') }} > {{ plumbline.crm_precedence('given.right_id') }}
            )
        )
),

-- Each CRM of higher precedence is compared separately, so that a record in three CRMs is not ambiguous.
evidence_by_crm as (
    select
        cast({{ plumbline.crm_precedence('object_id') }} as varchar) as entity,
        subject_id,
        object_id,
        rule_id
    from {{ evidence }}
),

{{ plumbline.judged('evidence_by_crm', propose_least, match_least, rival_doubt_least, company_keys) }},

-- The match with the CRM of highest precedence is used.
first_matches as (
    select
        *,
        row_number() over (
            partition by subject_id order by case when match_status = 'matched' then 0 else 1 end, entity
        ) as place
    from judged
),

decided as (
    select
        records.record_id,
        case
            when overrides.record_id is not null then overrides.surviving_id
            when matches.match_status = 'matched' then matches.object_id
        end as surviving_id,
        case when overrides.record_id is not null then 'override' else matches.match_status end as match_status,
        case when overrides.record_id is not null then 'override' else matches.rule_id end as matched_by,
        case when overrides.record_id is not null then 'override' else matches.reason end as reason,
        case when overrides.record_id is not null then 1.0 else matches.confidence end as confidence,
        case when overrides.record_id is null then matches.candidates_listed end as candidates
    from {{ records }} as records
    left join overrides on records.record_id = overrides.record_id
    left join first_matches as matches on records.record_id = matches.subject_id and matches.place = 1
    left join own_merges on records.record_id = own_merges.record_id
    where own_merges.record_id is null and (overrides.record_id is not null or matches.subject_id is not null)
    union all
    select record_id, own_surviving_id, 'merged', 'source', 'merged in its own system', 1.0, null
    from own_merges
),

-- The record into which it was merged may itself have a surviving record in another CRM.
cross_reference as (
    select
        decided.record_id,
        coalesce(others.surviving_id, decided.surviving_id) as surviving_id,
        decided.match_status,
        decided.matched_by,
        decided.reason,
        cast(decided.confidence as decimal(5, 4)) as confidence,
        decided.candidates
    from decided
    left join decided as others on decided.surviving_id = others.record_id
)
{%- endmacro %}

{#-
    surviving('account', 'leads.account_id'): the surviving record by xref_account, or the record itself. With one CRM
    only accounts can have a surviving record.
-#}
{% macro surviving(entity, column) -%}
    {%- set xref = ref('xref_' ~ entity) -%}
    {%- if execute and entity != 'account' and not plumbline.compares_crms() -%}
        {{ column }}
    {%- else -%}
        coalesce(
            (select max(xref.surviving_id) from {{ xref }} as xref where xref.record_id = {{ column }}), {{ column }}
        )
    {%- endif -%}
{%- endmacro %}
