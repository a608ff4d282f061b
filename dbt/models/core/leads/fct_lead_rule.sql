-- One row per record that is a lead and not only a name: the first rule that applied. A rule applies when each of its
-- fields matches one of the patterns, in the version valid when the record was created.
{% set attributes = ['lead_source', 'industry', 'country', 'title', 'rating'] %}
with leads as (
    select
        *,
        {{ business_date('coalesce(created_at, known_at)') }} as ruled_on
    from {{ ref('int_leads_dated') }}
),

rules as (
    select
        rule_id,
        basis,
        field,
        lower(pattern) as pattern,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to
    from {{ ref('lead_rules') }}
),

-- Many leads share few values, so each value is compared with the patterns once.
texts as (
    {% for attribute in attributes %}
    select '{{ attribute }}' as field, {{ attribute }} as field_value from leads
    where {{ attribute }} is not null
    group by {{ attribute }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

text_matches as (
    select rules.rule_id, rules.field, rules.valid_from, rules.valid_to, texts.field_value
    from texts
    inner join rules on texts.field = rules.field and lower(trim(texts.field_value)) like rules.pattern
),

field_matches as (
    {% for attribute in attributes %}
    select
        leads.lead_id,
        text_matches.rule_id,
        text_matches.valid_from,
        text_matches.field,
        leads.created_at as matched_at
    from leads
    inner join text_matches
        on
            text_matches.field = '{{ attribute }}' and leads.{{ attribute }} = text_matches.field_value
            and leads.ruled_on between text_matches.valid_from and text_matches.valid_to
    union all
    {% endfor %}
    select leads.lead_id, rules.rule_id, rules.valid_from, rules.field, engagements.occurred_at
    from leads
    inner join {{ ref('fct_lead_engagement') }} as engagements on leads.lead_id = engagements.lead_id
    inner join rules
        on
            rules.field = 'event' and engagements.engagement = rules.pattern
            and leads.ruled_on between rules.valid_from and rules.valid_to
),

versions as (
    select rule_id, valid_from, min(basis) as basis, count(distinct field) as fields_needed
    from rules
    group by rule_id, valid_from
),

-- An engagement before the creation of the record counts from the creation.
applied_rules as (
    select
        field_matches.lead_id,
        field_matches.rule_id,
        versions.basis,
        max(field_matches.matched_at) as fired_at
    from field_matches
    inner join versions on field_matches.rule_id = versions.rule_id and field_matches.valid_from = versions.valid_from
    group by
        field_matches.lead_id,
        field_matches.rule_id,
        field_matches.valid_from,
        versions.basis,
        versions.fields_needed
    having count(distinct field_matches.field) = versions.fields_needed
),

ordered as (
    select
        *,
        row_number() over (
            partition by lead_id order by fired_at asc nulls first, basis desc, rule_id asc
        ) as firing_number
    from applied_rules
)

select lead_id, rule_id, basis, fired_at
from ordered
where firing_number = 1
