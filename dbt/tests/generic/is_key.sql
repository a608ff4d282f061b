{#-
    The key of a model, checked in one query: no combination occurs twice (NULLs equal each other), and no part is NULL
    except where that is allowed. `broken` names the key.
-#}
{% test is_key(model, columns, nullable=[]) %}
{%- set required = columns | reject('in', nullable) | list %}
select
    '{{ columns | join(', ') }}' as broken,
    {{ columns | join(', ') }},
    count(*) as rows_with_key
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% if required %} or {{ required | join(' is null or ') }} is null{% endif %}
{% endtest %}
