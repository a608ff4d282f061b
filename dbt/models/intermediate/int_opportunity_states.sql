-- One row per opportunity and instant at which any field changed, with the full state from then on, up to AS_OF, and
-- whether the opportunity closed or reopened at that instant.
{% set fields = [
    'owner_id', 'next_step', 'stage_name', 'amount', 'expected_close_date', 'probability', 'forecast_category',
    'currency',
] %}
{#- Reps clear the next step when they close an opportunity: without a log of it, the present next step does not apply
    to a past stage. -#}
{% set is_step_known = "(logs.are_steps_logged or filled.next_step.source <> 'present' or "
    ~ "filled.stage_name.value = opportunities.stage_name)" %}
with opportunities as (
    select opportunity_id, stage_name, is_closed, is_won, closing_date, started_at
    from {{ ref('int_opportunities_unioned') }}
    where started_at < {{ as_of_end() }}
),

stages as (
    select stage_name, is_closed, is_won from {{ ref('int_stages') }}
),

-- An opportunity begins at its creation; values recorded before that are its first state.
changes as (
    select changes.*, greatest(changes.changed_at, opportunities.started_at) as valid_from
    from {{ ref('int_opportunity_changes') }} as changes
    inner join opportunities on changes.opportunity_id = opportunities.opportunity_id
    where changes.changed_at < {{ as_of_end() }}
),

logs as (
    select count(*) > 0 as are_steps_logged from changes where next_step_source = 'log'
),

filled as (
    select
        opportunity_id,
        valid_from,
        {% for field in fields %}
        {{ last_known(
            'case when ' ~ field ~ '_source is not null then '
            ~ stated(field, field ~ '_source', 'stage_known_at') ~ ' end', 'so_far'
        ) }} as {{ field }},
        {% endfor %}
        lead(valid_from) over (partition by opportunity_id order by changed_at) as next_from
    from changes
    window so_far as (
        partition by opportunity_id order by changed_at rows between unbounded preceding and current row
    )
),

states as (
    select
        filled.opportunity_id,
        filled.valid_from,
        filled.stage_name.value as stage_name,
        filled.amount.value as amount,
        filled.currency.value as currency,
        filled.expected_close_date.value as expected_close_date,
        -- These two depend on the stage: the present value does not apply to a past stage.
        {% for field in ['probability', 'forecast_category'] %}
        case
            when filled.{{ field }}.source <> 'present' or filled.stage_name.value = opportunities.stage_name
                then filled.{{ field }}.value
        end as {{ field }},
        {% endfor %}
        case when {{ is_step_known }} then filled.next_step.value end as next_step,
        filled.owner_id.value as owner_id,
        {{ is_step_known }} as is_next_step_known,
        -- The present row holds the outcome; for a past stage, and for one in a snapshot, the stage determines it.
        {% for flag in ['is_closed', 'is_won'] %}
        case
            when filled.stage_name.value = '{{ unknown_stage() }}' then false
            when filled.stage_name.value = opportunities.stage_name and filled.stage_name.source <> 'snapshot'
                then coalesce(opportunities.{{ flag }}, stages.{{ flag }}, false)
            else coalesce(stages.{{ flag }}, false)
        end as {{ flag }},
        {% endfor %}
        case when filled.stage_name.source = 'close date' then opportunities.closing_date end as closing_date,
        filled.stage_name.source not in ('present', 'close date') as is_recorded,
        -- An opportunity that closed without any date counts as closed from the beginning, so that it is never open.
        filled.stage_name.source <> 'close date' or opportunities.closing_date is not null as is_dated,
        case
            when filled.stage_name.source = 'log' then filled.valid_from
            else greatest(filled.valid_from, filled.stage_name.known_at)
        end as known_at
    from filled
    inner join opportunities on filled.opportunity_id = opportunities.opportunity_id
    cross join logs
    left join stages on filled.stage_name.value = stages.stage_name
    -- The last value recorded before the creation.
    where filled.valid_from is distinct from filled.next_from
),

numbered as (
    select
        *,
        lead(valid_from) over (partition by opportunity_id order by valid_from) as valid_to,
        row_number() over (partition by opportunity_id order by valid_from) as state_number,
        coalesce(lag(is_closed) over (partition by opportunity_id order by valid_from), false) as was_closed,
        lag(is_won) over (partition by opportunity_id order by valid_from) as was_won
    from states
)

-- A closing is a change into a closed stage, or between lost and won; a change between stages with the same outcome is
-- not.
select
    *,
    is_closed and not (was_closed and was_won = is_won) as is_closing,
    was_closed and not is_closed as is_reopening
from numbered
