{#- Aggregates over this model equal those over another; two NULLs are equal. `broken` names the total that differs. -#}
{% test totals_equal(model, totals) %}
{%- for name, total in totals.items() %}
select
    '{{ name }}' as broken,
    here.total as total_here,
    there.total as total_there
from (select {{ total.here }} as total from {{ model }}) as here
cross join (select {{ total.there }} as total from {{ ref(total.other_model) }}) as there
where here.total is distinct from there.total
{%- if not loop.last %}
union all
{% endif %}
{%- endfor %}
{% endtest %}
