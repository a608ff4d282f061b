-- One row per period, entity and measure: level L0, the amount to date plus the daily average of the last year for each
-- remaining day.
with origins as (

    select * from {{ ref('forecast_origins') }}

),

movements as (

    select
        rep_id,
        measure,
        moved_on,
        amount
    from {{ ref('forecast_movements') }}

),

entities as (

    select
        entity_type,
        entity_id,
        rep_id
    from {{ ref('forecast_entities') }}

),

reps as (

    select distinct rep_id
    from entities

),

{%- set in_period = "movements.moved_on between origins.period_start and origins.period_end" %}
{%- set by_origin = "movements.moved_on <= origins.origin_date" %}

rep_sums as (

    select
        origins.measure,
        reps.rep_id,
        origins.origin_date,
        origins.period_start,
        origins.period_end,
        origins.is_present,
        origins.is_next,
        origins.window_days,
        coalesce(sum(case when {{ in_period }} then movements.amount end), 0) as actual,
        coalesce(sum(case when {{ in_period }} and {{ by_origin }} then movements.amount end), 0) as amount_to_date,
        coalesce(sum(case
            when {{ by_origin }} and movements.moved_on > {{ add_days('origins.origin_date', '-origins.window_days') }}
                then movements.amount
        end), 0) as amount_in_window
    from origins
    cross join reps
    left join movements
        on
            origins.measure = movements.measure
            and reps.rep_id = movements.rep_id
            and origins.period_end >= movements.moved_on
            and (
                origins.period_start <= movements.moved_on
                or {{ add_days('origins.origin_date', '-origins.window_days') }} < movements.moved_on
            )
    group by
        origins.measure, reps.rep_id, origins.origin_date, origins.period_start, origins.period_end,
        origins.is_present, origins.is_next, origins.window_days

),

rep_expectations as (

    select
        *,
        case
            when measure <> 'proposals_only' or {{ is_connected('proposals') }}
                then {{ money(
                    "amount_to_date + cast(amount_in_window as double) / nullif(window_days, 0) * "
                    ~ days_between('greatest(origin_date, ' ~ add_days('period_start', -1) ~ ')', 'period_end')
                ) }}
        end as expected_amount
    from rep_sums

),

-- The rounded amounts of the reps are added, so that those of a company or team are exactly the sum of its reps.
expectations as (

    select
        reps.measure,
        entities.entity_type,
        entities.entity_id,
        reps.origin_date,
        reps.period_start,
        reps.period_end,
        reps.is_present,
        reps.is_next,
        reps.window_days,
        sum(reps.actual) as actual,
        {{ money('sum(reps.expected_amount)') }} as expected_amount
    from entities
    inner join rep_expectations as reps
        on entities.rep_id = reps.rep_id
    group by
        reps.measure, entities.entity_type, entities.entity_id, reps.origin_date, reps.period_start, reps.period_end,
        reps.is_present, reps.is_next, reps.window_days

),

{%- set error = ratio('actual', 'expected_amount') %}

errors as (

    select
        measure,
        entity_type,
        entity_id,
        is_next,
        count(*) as origins_count,
        {{ quantile(error, 0.1) }} as error_p10,
        {{ quantile(error, 0.5) }} as error_p50,
        {{ quantile(error, 0.9) }} as error_p90
    from expectations
    where not is_present and expected_amount > 0
    group by measure, entity_type, entity_id, is_next

)

select
    'L0' as level,
    expectations.measure,
    expectations.entity_type,
    expectations.entity_id,
    expectations.period_start,
    expectations.period_end,
    expectations.expected_amount,
    {%- set upper_end = 'expectations.expected_amount * greatest(errors.error_p90, 1)' %}
    {%- set has_interval %}
errors.origins_count >= {{ threshold('forecast.origins_least') }} and expectations.expected_amount > 0
        and {{ upper_end }} < {{ amount_limit() }}
    {%- endset %}
    -- Where all past quarters ended on one side of their forecast, the interval is widened to contain the amount.
    {%- for point, error in [
        ('p10', 'least(errors.error_p10, 1)'), ('p50', 'errors.error_p50'), ('p90', 'greatest(errors.error_p90, 1)')
    ] %}
    case when {{ has_interval }} then {{ money('expectations.expected_amount * ' ~ error) }} end as {{ point }},
    {%- endfor %}
    case
        when expectations.window_days is null
            then
                coalesce(
                    case when expectations.measure = 'invoiced' then {{ not_connected_reason('accounting') }} end,
                    'no history'
                )
        when expectations.expected_amount is null
            then {{ not_connected_reason('proposals') }}
        when coalesce(errors.origins_count, 0) < {{ threshold('forecast.origins_least') }}
            then
                'daily average of the last ' || expectations.window_days
                || ' days; no interval: past quarters to learn from: ' || coalesce(errors.origins_count, 0)
        when expectations.expected_amount <= 0
            then
                'daily average of the last ' || expectations.window_days || ' days; no interval: nothing is expected'
        when {{ upper_end }} >= {{ amount_limit() }}
            then
                'daily average of the last ' || expectations.window_days
                || ' days; no interval: a past quarter was too far from its forecast'
        else
            'daily average of the last ' || expectations.window_days
            || ' days; interval from the errors of past quarters: ' || errors.origins_count
            || case
                when errors.error_p10 > 1 then '; 9 of 10 ended above their forecast'
                when errors.error_p90 < 1 then '; 9 of 10 ended below their forecast'
                else ''
            end
    end as note
from expectations
left join errors
    on
        expectations.measure = errors.measure
        and expectations.entity_type = errors.entity_type
        and expectations.entity_id = errors.entity_id
        and expectations.is_next = errors.is_next
where expectations.is_present
