{#- What evidence for two records being one is worth, for customers of the books and for records of a second CRM alike. -#}

{#- crm_precedence('account_id'): of records of several CRMs that are one, the one with the lowest number stands for all. -#}
{% macro crm_precedence(id) -%}
    case
    {%- for system in plumbline.registered_systems() if 'crm' in system.roles %}
        when {{ id }} like '{{ system.id_prefix }}:%' then {{ system.precedence }}
    {%- endfor %}
    end
{%- endmacro %}

{#-
    judged('evidence', threshold('identity.propose_least'), threshold('identity.match_least'),
    threshold('identity.rival_doubt_least')): common table expressions over rows of entity, subject_id, object_id and rule_id.
    Of each kind of evidence the strongest counts; kinds are taken for independent: what is left of doubt is their product.
    The last one, `judged`, has one row per entity and subject of which an object is likely enough to be looked at, and says
    of the likeliest whether it is `matched`, or why not: `ambiguous`, `proposed` (not sure enough) or `contradicted`.
-#}
{% macro judged(evidence, propose_least, match_least, rival_doubt_least) -%}
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

kinds as (
    select
        *,
        row_number() over (
            partition by entity, subject_id, object_id order by confidence desc, rule_id asc
        ) as place_of_kind
    from strongest
    where place = 1
),

candidates as (
    select
        entity,
        subject_id,
        object_id,
        round(exp(sum(ln(1 - confidence))), 12) as doubt,
        -- What most records share tells candidates apart, and makes none of them surer.
        round(1 - exp(sum(case when evidence <> 'country' then ln(1 - confidence) else 0 end)), 4) as confidence,
        max(case when place_of_kind = 1 then rule_id end) as rule_id,
        {{ plumbline.joined('reason', 'place_of_kind', '; ') }} as reason,
        max(case when evidence = 'contradiction' then 1 else 0 end) = 1 as is_contradicted
    from kinds
    group by entity, subject_id, object_id
),

ranked as (
    select
        *,
        row_number() over (partition by entity, subject_id order by doubt, object_id) as place,
        lead(doubt) over (partition by entity, subject_id order by doubt, object_id) as rival_doubt,
        count(*) over (partition by entity, subject_id) as candidates_count
    from candidates
    where confidence >= {{ propose_least }}
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
        coalesce(rival_doubt >= doubt * {{ rival_doubt_least }}, true) as is_alone
    from ranked
    where place = 1
),

likeliest as (
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

-- Subjects whose tax ids differ are not all one object, whatever makes each of them like it.
disputed as (
    select likeliest.entity, likeliest.object_id
    from likeliest
    inner join (
        select company_id, min(match_key) as tax_id
        from {{ ref('int_company_keys') }}
        where rule_id = 'tax_id'
        group by company_id
    ) as taxed on likeliest.subject_id = taxed.company_id
    where likeliest.match_status = 'matched'
    group by likeliest.entity, likeliest.object_id
    having count(distinct taxed.tax_id) > 1
),

judged as (
    select
        likeliest.entity,
        likeliest.subject_id,
        likeliest.object_id,
        likeliest.confidence,
        likeliest.rule_id,
        likeliest.is_alone,
        likeliest.candidates_count,
        likeliest.candidates_listed,
        case
            when disputed.object_id is null then likeliest.reason
            else likeliest.reason || '; but so is another with another tax id'
        end as reason,
        case
            when likeliest.match_status = 'matched' and disputed.object_id is not null then 'contradicted'
            else likeliest.match_status
        end as match_status
    from likeliest
    left join disputed on likeliest.entity = disputed.entity and likeliest.object_id = disputed.object_id
)
{%- endmacro %}
