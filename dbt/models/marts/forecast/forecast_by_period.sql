-- One row per as-of date, fiscal quarter, entity, measure and level: the expected amount of the present and the next
-- quarter.
{%- set levels = ['forecast_level_l0', 'forecast_levels_by_stage'] %}
with levels as (
    {% for level in levels %}
    select * from {{ ref(level) }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

-- The simplest level is the champion until a back-test shows that another one is more accurate: the same for a measure
-- and its part, which are comparable at one level only.
ranked as (

    select
        *,
        level = 'L0' as is_champion
    from levels

)

select
    {{ as_of() }} as as_of,
    period_start,
    period_end,
    entity_type,
    entity_id,
    measure,
    level,
    is_champion,
    expected_amount,
    p10,
    p50,
    p90,
    '{{ reporting_currency() }}' as currency,
    concat_ws('; ', note, case when is_champion then 'default until a back-test shows a better level' end) as note
from ranked
