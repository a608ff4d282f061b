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

{#- The rules whose findings are published, in one place: a rule that is not listed here says nothing. -#}
{% macro registered_rules() -%}
    {{ return([
        'rule_h01_inflated_pipeline',
        'rule_h02_stalled_deal',
        'rule_h04_repeated_pushes',
        'rule_h05_close_date_in_past',
        'rule_h17_won_without_invoice',
        'rule_h19_won_amount_not_invoiced',
        'rule_h23_missing_next_step',
        'rule_h26_proposal_to_unqualified',
    ]) }}
{%- endmacro %}
