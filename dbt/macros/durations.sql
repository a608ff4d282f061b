{#- seconds_between(first, last): whole seconds from first to last, negative when last is before first. -#}
{% macro seconds_between(first, last) -%}
    {{ return(adapter.dispatch('seconds_between', 'plumbline')(first, last)) }}
{%- endmacro %}

{% macro duckdb__seconds_between(first, last) -%}
    date_diff('second', {{ first }}, {{ last }})
{%- endmacro %}
