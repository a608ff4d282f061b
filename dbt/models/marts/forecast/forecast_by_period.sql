-- One row per as-of date, fiscal quarter, entity, measure and level: what the present and the next quarter are
-- expected to bring.
{%- set levels = ['forecast_level_l0', 'forecast_level_l1'] %}
with levels as (
    {% for level in levels %}
    select * from {{ ref(level) }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)

-- The simplest level leads until a back-test shows that another one does better.
select
    {{ as_of() }} as as_of,
    period_start,
    period_end,
    entity_type,
    entity_id,
    measure,
    level,
    level = 'L0' as is_champion,
    expected_amount,
    p10,
    p50,
    p90,
    '{{ var("reporting_currency") }}' as currency,
    concat_ws('; ', note, case when level = 'L0' then 'leads until a back-test shows a better level' end) as note
from levels
