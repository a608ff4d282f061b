-- One row per level, period, entity and measure: the amount won so far plus all open opportunities, weighted in L1 with
-- the percentage of their stage and in L2 with the percentage after the stall ladder and the kill rule; for all
-- opportunities, and for those with a proposal only.
{%- set levels = [('L1', 'static'), ('L2', 'ladder')] %}
{%- set counts = [
    ('past_due', 'deals past due, counted here: '),
    ('left_out', 'deals left out, without amount, date or known stage: '),
    ('estimated', 'deals without amount, counted at the median: '),
] %}
{%- set ladder_counts = [
    ('moved_back', 'stalled deals moved back: '),
    ('excluded', 'deals left out as dead weight: '),
    ('unclocked', 'deals with an unknown time without progress: '),
] %}
with measures as (

    select
        'bookings' as measure,
        false as is_with_proposal_only

    union all

    select
        'proposals_only' as measure,
        true as is_with_proposal_only

),

periods as (

    select
        period_start,
        period_end,
        is_next
    from {{ ref('forecast_origins') }}
    where is_present and measure = 'bookings'

),

-- An opportunity without an amount, a close date or a known stage is in no period and may be missing in either, so both
-- notes say so.
deals as (

    select
        measures.measure,
        deals.*,
        periods.period_start as counted_in,
        deals.is_past_due and deals.period_start is not null as is_past_due_here
    from {{ ref('forecast_open_deals') }} as deals
    inner join measures
        on deals.has_proposal or not measures.is_with_proposal_only
    inner join periods
        on deals.period_start = periods.period_start or deals.period_start is null

),

rep_amounts as (

    select
        movements.measure,
        movements.rep_id,
        periods.period_start,
        {% for name, _ in counts + ladder_counts %}
        0 as {{ name }},
        {% endfor %}
        movements.amount as static_amount,
        movements.amount as ladder_amount
    from {{ ref('forecast_movements') }} as movements
    inner join measures
        on movements.measure = measures.measure
    inner join periods
        on movements.moved_on between periods.period_start and periods.period_end

    union all

    select
        measure,
        rep_id,
        counted_in as period_start,
        case when is_past_due_here then 1 else 0 end as past_due,
        case when period_start is null then 1 else 0 end as left_out,
        case when period_start is not null and is_amount_estimated then 1 else 0 end as estimated,
        case when period_start is not null and ladder_steps in (1, 2) and not is_excluded then 1 else 0 end
            as moved_back,
        case when period_start is not null and is_excluded then 1 else 0 end as excluded,
        case when period_start is not null and ladder_steps is null then 1 else 0 end as unclocked,
        case when period_start is not null then static_amount end as static_amount,
        case when period_start is not null then ladder_amount end as ladder_amount
    from deals

),

entity_amounts as (

    select
        entities.entity_type,
        entities.entity_id,
        rep_amounts.measure,
        rep_amounts.period_start,
        {%- for name, _ in counts + ladder_counts %}
        sum(rep_amounts.{{ name }}) as {{ name }},
        {%- endfor %}
        sum(rep_amounts.static_amount) as static_amount,
        sum(rep_amounts.ladder_amount) as ladder_amount
    from {{ ref('forecast_entities') }} as entities
    inner join rep_amounts
        on entities.rep_id = rep_amounts.rep_id
    group by entities.entity_type, entities.entity_id, rep_amounts.measure, rep_amounts.period_start

),

entities as (

    select distinct
        entity_type,
        entity_id
    from {{ ref('forecast_entities') }}

)

{% for level, kind in levels %}
select
    '{{ level }}' as level,
    measures.measure,
    entities.entity_type,
    entities.entity_id,
    periods.period_start,
    periods.period_end,
    case
        when not measures.is_with_proposal_only or {{ is_connected('proposals') }}
            then {{ money('coalesce(entity_amounts.' ~ kind ~ '_amount, 0)') }}
    end as expected_amount,
    cast(null as decimal(18, 3)) as p10,
    cast(null as decimal(18, 3)) as p50,
    cast(null as decimal(18, 3)) as p90,
    concat_ws(
        '; ',
        case when measures.is_with_proposal_only then {{ not_connected_reason('proposals') }} end,
        'no interval: fixed percentages have no error estimate',
        {%- for name, text in counts + (ladder_counts if level == 'L2' else []) %}
        case when entity_amounts.{{ name }} > 0 then '{{ text }}' || entity_amounts.{{ name }} end
        {{- ',' if not loop.last }}
        {%- endfor %}
    ) as note
from entities
cross join periods
cross join measures
left join entity_amounts
    on
        entities.entity_type = entity_amounts.entity_type
        and entities.entity_id = entity_amounts.entity_id
        and periods.period_start = entity_amounts.period_start
        and measures.measure = entity_amounts.measure
{%- if not loop.last %}

union all

{% endif %}
{%- endfor %}
