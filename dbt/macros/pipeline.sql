{#- deal_segment('opportunity_type'): the kind of deal that one is compared with: the CRM's opportunity type; never NULL. -#}
{% macro deal_segment(type) -%}
    coalesce(nullif(trim({{ type }}), ''), '(none)')
{%- endmacro %}
