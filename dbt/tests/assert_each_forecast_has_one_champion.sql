-- Of the levels of one period, entity and measure, exactly one is the champion.
select
    as_of,
    period_start,
    entity_type,
    entity_id,
    measure
from {{ ref('forecast_by_period') }}
group by as_of, period_start, entity_type, entity_id, measure
having count(case when is_champion then 1 end) <> 1
