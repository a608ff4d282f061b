{#-
    finding(rule): the last select of a rule: the columns of a finding from its common table expression `found`, which
    has object_id, rep_id (who is responsible at the time that the rule judges), severity, confidence, value_at_risk_rc
    and the columns that the rule names as its evidence.
-#}
{% macro finding(rule) -%}
select
    '{{ rule.id }}' as rule_id,
    '{{ rule.version }}' as rule_version,
    '{{ rule.object_type }}' as object_type,
    object_id,
    rep_id,
    severity,
    confidence,
    value_at_risk_rc,
    {{ plumbline.sentence(rule.observed) }} as observed,
    {{ plumbline.sentence(rule.expected) }} as expected,
    {{ plumbline.json_object_text(rule.evidence) }} as evidence_json
from found
{%- endmacro %}

{#-
    sentence('won {days_since_win} days ago'): a template as SQL text; each name in braces is a column, `(unknown)`
    where it is NULL. Several templates are named by the values of the column `reason`: {'no_step': '…', 'no_answer': '…'}.
-#}
{% macro sentence(template) -%}
    {%- if template is mapping -%}
    case reason
        {%- for reason, text in template.items() %}
        when '{{ reason }}' then {{ plumbline.sentence(text) }}
        {%- endfor %}
    end
    {%- else -%}
        {%- for part in template.split('{') -%}
            {%- if loop.first -%}
    '{{ part }}'
            {%- else -%}
                {%- set name, text = part.split('}') %} || coalesce(cast({{ name }} as string), '(unknown)') || '{{ text }}'
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- json_object_text(['days_past']): the columns as one JSON object, as text. -#}
{% macro json_object_text(columns) -%}
    {{ return(adapter.dispatch('json_object_text', 'plumbline')(columns)) }}
{%- endmacro %}

{% macro duckdb__json_object_text(columns) -%}
    cast(json_object(
    {%- for column in columns %}
        '{{ column }}', {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    ) as varchar)
{%- endmacro %}
