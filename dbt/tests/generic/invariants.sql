{#-
    What is always true of a model, in one test, because each dbt node costs a fixed time. For each row that breaks it,
    `broken` names the invariant and `record` the row (its key, where the key is given).

    key           [rep_id, valid_from]: no combination occurs twice (NULLs equal each other) and no part is NULL
    nullable      [valid_from]: parts of the key that may be NULL
    holds         {name: expression}: true for every row; a NULL is a failure
    refers_to     {rep_id: dim_rep.rep_id}: each value exists in the other relation; NULLs are not checked
    totals_equal  {name: {here: aggregate, other_model: model, there: aggregate}}: both are equal; two NULLs are equal
-#}
{% test invariants(model, key=[], nullable=[], holds={}, refers_to={}, totals_equal={}) %}
{%- set required = key | reject('in', nullable) | list %}
{%- set record %}
{%- for column in key %}{{ " || ', ' || " if not loop.first }}coalesce(cast({{ column }} as string), 'NULL')
{%- else %}cast(null as string)
{%- endfor %}
{%- endset %}
{%- set queries = [] %}

{%- if key %}{% set query %}
select
    'key {{ key | join(', ') }}' as broken,
    {{ record }} as record
from {{ model }}
group by {{ key | join(', ') }}
having count(*) > 1{% if required %} or {{ required | join(' is null or ') }} is null{% endif %}
{% endset %}{% do queries.append(query) %}{% endif %}

{%- for name, expression in holds.items() %}{% set query %}
select
    '{{ name }}' as broken,
    {{ record }} as record
from {{ model }}
where ({{ expression }}) is not true
{% endset %}{% do queries.append(query) %}{% endfor %}

{%- for column, target in refers_to.items() %}{% set relation, field = target.split('.') %}{% set query %}
select
    '{{ column }} in {{ relation }}' as broken,
    cast(here.{{ column }} as string) as record
from (select {{ column }} from {{ model }}) as here
left join {{ ref(relation) }} as there on here.{{ column }} = there.{{ field }}
where here.{{ column }} is not null and there.{{ field }} is null
{% endset %}{% do queries.append(query) %}{% endfor %}

{%- for name, total in totals_equal.items() %}{% set query %}
select
    '{{ name }}' as broken,
    coalesce(cast(here.total as string), 'NULL') || ' is not ' || coalesce(cast(there.total as string), 'NULL') as record
from (select {{ total.here }} as total from {{ model }}) as here
cross join (select {{ total.there }} as total from {{ ref(total.other_model) }}) as there
where here.total is distinct from there.total
{% endset %}{% do queries.append(query) %}{% endfor %}

{{- queries | join('union all') }}
{% endtest %}
