{#- An expression that must be true of every row; a NULL is a failure. -#}
{% test holds(model, expression) %}
select *
from {{ model }}
where ({{ expression }}) is not true
{% endtest %}
