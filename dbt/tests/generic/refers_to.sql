{#- Each value stands in another relation: {rep_id: dim_rep.rep_id}. `broken` names the column; NULL is no value. -#}
{% test refers_to(model, columns) %}
{%- for column, target in columns.items() %}
{%- set relation, field = target.split('.') %}
select
    '{{ column }}' as broken,
    cast(here.{{ column }} as {{ dbt.type_string() }}) as missing_value
from (select {{ column }} from {{ model }}) as here
left join {{ ref(relation) }} as there on here.{{ column }} = there.{{ field }}
where here.{{ column }} is not null and there.{{ field }} is null
{%- if not loop.last %}
union all
{% endif %}
{%- endfor %}
{% endtest %}
