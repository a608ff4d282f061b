{#-
    Foreign keys: {rep_id: dim_rep.rep_id}. Each value exists in the other relation; NULLs are not checked. `broken`
    names the column.
-#}
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
