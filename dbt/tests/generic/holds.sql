{#- Expressions that must be true for every row; a NULL is a failure. `broken` names the expression that is not. -#}
{% test holds(model, expressions) %}
{%- for name, expression in expressions.items() %}
select
    '{{ name }}' as broken,
    *
from {{ model }}
where ({{ expression }}) is not true
{%- if not loop.last %}
union all
{% endif %}
{%- endfor %}
{% endtest %}
