-- One row per opportunity without recorded snapshots and time from which its state holds, put together from the log of
-- single fields or, where there is none, from the row as it is now. Over all time, not cut at AS_OF.
with spells as (
    select * from {{ ref('int_opportunity_field_spells') }}
),

stages as (
    select stage_name, is_closed, is_won from {{ ref('int_stages') }}
),

opportunities as (
    select
        opp.opportunity_id,
        opp.stage_name,
        opp.currency,
        opp.closing_date,
        opp.started_at,
        coalesce(opp.is_closed, stages.is_closed, false) as is_closed,
        coalesce(opp.is_won, stages.is_won, false) as is_won
    from {{ ref('int_opportunities_unioned') }} as opp
    left join stages on opp.stage_name = stages.stage_name
),

-- Closed, and nobody recorded when: it closed on its close date, and what stage it was in before is not known.
unrecorded_closings as (
    select
        opp.opportunity_id,
        opp.stage_name,
        opp.closing_date,
        greatest(coalesce({{ day_start('opp.closing_date') }}, opp.started_at), opp.started_at) as closed_at,
        spells.known_at
    from opportunities as opp
    inner join spells
        on opp.opportunity_id = spells.opportunity_id and spells.field_name = 'stage_name' and not spells.is_recorded
    where opp.is_closed and spells.valid_from = {{ beginning_of_time() }}
),

stage_spells as (
    select
        spells.opportunity_id,
        spells.field_value as stage_name,
        spells.valid_from,
        spells.valid_to,
        spells.known_at,
        spells.is_recorded,
        cast(null as date) as closing_date
    from spells
    left join unrecorded_closings on spells.opportunity_id = unrecorded_closings.opportunity_id
    where spells.field_name = 'stage_name' and unrecorded_closings.opportunity_id is null
    union all
    select opportunity_id, '{{ unknown_stage() }}', {{ beginning_of_time() }}, closed_at, known_at, false, null
    from unrecorded_closings
    union all
    select opportunity_id, stage_name, closed_at, null, known_at, false, closing_date
    from unrecorded_closings
),

instants as (
    select opportunity_id, valid_from from stage_spells
    union
    select opportunity_id, valid_from from spells
    where field_name in ('amount', 'expected_close_date', 'probability', 'forecast_category')
),

{% set fields = ['amount', 'expected_close_date', 'probability', 'forecast_category'] %}
states as (
    select
        instants.opportunity_id,
        instants.valid_from,
        stage_spells.stage_name,
        cast(amount.field_value as decimal(18, 2)) as amount,
        cast(expected_close_date.field_value as date) as expected_close_date,
        cast(probability.field_value as decimal(5, 2)) as probability,
        probability.is_recorded as is_probability_recorded,
        forecast_category.field_value as forecast_category,
        forecast_category.is_recorded as is_category_recorded,
        stage_spells.closing_date,
        stage_spells.is_recorded,
        case when stage_spells.is_recorded then instants.valid_from else stage_spells.known_at end as known_at
    from instants
    inner join stage_spells on {{ holds_at('stage_spells', 'instants') }}
    {%- for field in fields %}
    inner join spells as {{ field }} on {{ field }}.field_name = '{{ field }}' and {{ holds_at(field, 'instants') }}
    {%- endfor %}
)

select
    states.opportunity_id,
    states.valid_from,
    states.stage_name,
    states.amount,
    opp.currency,
    states.expected_close_date,
    -- These two follow the stage: the present value says nothing of a stage that is past.
    case when states.is_probability_recorded or states.stage_name = opp.stage_name then states.probability end
        as probability,
    case when states.is_category_recorded or states.stage_name = opp.stage_name then states.forecast_category end
        as forecast_category,
    case
        when states.stage_name = '{{ unknown_stage() }}' then false
        when states.stage_name = opp.stage_name then opp.is_closed
        else coalesce(stages.is_closed, false)
    end as is_closed,
    case
        when states.stage_name = '{{ unknown_stage() }}' then false
        when states.stage_name = opp.stage_name then opp.is_won
        else coalesce(stages.is_won, false)
    end as is_won,
    states.known_at,
    states.closing_date,
    states.is_recorded,
    lead(states.valid_from) over (partition by states.opportunity_id order by states.valid_from) as valid_to
from states
inner join opportunities as opp on states.opportunity_id = opp.opportunity_id
left join stages on states.stage_name = stages.stage_name
