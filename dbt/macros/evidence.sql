{#- json_object_text({'days': 'days_past'}): one JSON object as text; the values are SQL expressions. -#}
{% macro json_object_text(members) -%}
    {{ return(adapter.dispatch('json_object_text', 'plumbline')(members)) }}
{%- endmacro %}

{% macro duckdb__json_object_text(members) -%}
    cast(json_object(
    {%- for name, expression in members.items() %}
        '{{ name }}', {{ expression }}{{ ',' if not loop.last }}
    {%- endfor %}
    ) as varchar)
{%- endmacro %}
