{#- deal_segment('opportunity_type'): the segment of an opportunity, which is its type in the CRM; never NULL. -#}
{% macro deal_segment(type) -%}
    coalesce(nullif(trim({{ type }}), ''), '(none)')
{%- endmacro %}
