-- One row per opportunity, instant and kind of change, up to AS_OF.
with opportunities as (
    select opportunity_id, created_at, modified_at, is_deleted from {{ ref('int_opportunities_unioned') }}
),

{% set changes = [
    ('stage', 'stage_name'),
    ('amount', 'amount'),
    ('close_date', 'expected_close_date'),
    ('owner', 'owner_id'),
    ('next_step', 'next_step'),
    ('category', 'forecast_category'),
] %}
states as (
    select
        {% for event_type, column in changes %}
        lag({{ column }}) over (partition by opportunity_id order by valid_from) as previous_{{ column }},
        {% endfor %}
        *
    from {{ ref('int_opportunity_states') }}
),

{% set outcomes = [
    ('closed_won', 'is_closing and is_won'),
    ('closed_lost', 'is_closing and not is_won'),
    ('reopened', 'is_reopening'),
] %}
events as (
    select
        states.opportunity_id, states.state_number, states.valid_from as occurred_at,
        cast(null as date) as closing_date, 'created' as event_type, cast(null as varchar) as old_value,
        states.stage_name as new_value, states.owner_id, states.known_at
    from states
    inner join opportunities on states.opportunity_id = opportunities.opportunity_id
    where states.state_number = 1 and opportunities.created_at is not null
    {% for event_type, column in changes %}
    union all
    select
        opportunity_id, state_number, valid_from, closing_date, '{{ event_type }}',
        cast(previous_{{ column }} as varchar), cast({{ column }} as varchar), owner_id, known_at
    from states
    where state_number > 1 and previous_{{ column }} is distinct from {{ column }}
    {% endfor %}
    {% for event_type, condition in outcomes %}
    union all
    select
        opportunity_id, state_number, valid_from, closing_date, '{{ event_type }}',
        previous_stage_name, stage_name, owner_id, known_at
    from states
    where {{ condition }} and is_dated and valid_from > {{ beginning_of_time() }}
    {% endfor %}
    union all
    select
        states.opportunity_id, states.state_number + 1, opportunities.modified_at, null, 'deleted', null, null,
        states.owner_id, opportunities.modified_at
    from states
    inner join opportunities on states.opportunity_id = opportunities.opportunity_id
    where states.valid_to is null and opportunities.is_deleted and opportunities.modified_at < {{ as_of_end() }}
)

select
    opportunity_id || '|' || cast(state_number as varchar) || '|' || event_type as opportunity_event_id,
    opportunity_id,
    occurred_at,
    coalesce(closing_date, {{ business_date('occurred_at') }}) as occurred_date,
    event_type,
    old_value,
    new_value,
    owner_id,
    known_at
from events
