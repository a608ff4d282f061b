{#- An aggregate over this model equals an aggregate over another one; two NULLs are equal. -#}
{% test total_equals(model, total, other_model, other_total) %}
select
    here.total as total_here,
    there.total as total_there
from (select {{ total }} as total from {{ model }}) as here
cross join (select {{ other_total }} as total from {{ other_model }}) as there
where here.total is distinct from there.total
{% endtest %}
