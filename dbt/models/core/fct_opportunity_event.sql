-- One row per opportunity, instant and kind of change, up to AS_OF.
with opportunities as (
    select opportunity_id, created_at, modified_at, is_deleted from {{ ref('int_opportunities_unioned') }}
),

{% set compared_columns = [
    'stage_name', 'amount', 'expected_close_date', 'owner_id', 'next_step', 'forecast_category', 'is_closed', 'is_won'
] %}
states as (
    select
        *,
        {% for column in compared_columns %}
        lag({{ column }}) over (partition by opportunity_id order by valid_from) as previous_{{ column }},
        {% endfor %}
        row_number() over (partition by opportunity_id order by valid_from) as state_number
    from {{ ref('int_opportunity_states') }}
),

marked as (
    select
        *,
        is_closed and not (coalesce(previous_is_closed, false) and previous_is_won = is_won) as is_closing
    from states
),

{% set changes = [
    ('stage', 'stage_name'),
    ('amount', 'amount'),
    ('close_date', 'expected_close_date'),
    ('owner', 'owner_id'),
    ('next_step', 'next_step'),
    ('category', 'forecast_category'),
] %}
{% set outcomes = [
    ('closed_won', 'is_closing and is_won'),
    ('closed_lost', 'is_closing and not is_won'),
    ('reopened', 'coalesce(previous_is_closed, false) and not is_closed'),
] %}
events as (
    select
        marked.opportunity_id, marked.state_number, marked.valid_from as occurred_at,
        cast(null as date) as closing_date, 'created' as event_type, cast(null as varchar) as old_value,
        marked.stage_name as new_value, marked.owner_id, marked.known_at
    from marked
    inner join opportunities on marked.opportunity_id = opportunities.opportunity_id
    where marked.state_number = 1 and opportunities.created_at is not null
    {% for event_type, column in changes %}
    union all
    select
        opportunity_id, state_number, valid_from, closing_date, '{{ event_type }}',
        cast(previous_{{ column }} as varchar), cast({{ column }} as varchar), owner_id, known_at
    from marked
    where state_number > 1 and previous_{{ column }} is distinct from {{ column }}
    {% endfor %}
    {% for event_type, condition in outcomes %}
    union all
    select
        opportunity_id, state_number, valid_from, closing_date, '{{ event_type }}',
        previous_stage_name, stage_name, owner_id, known_at
    from marked
    where {{ condition }} and valid_from > {{ beginning_of_time() }}
    {% endfor %}
    union all
    select
        marked.opportunity_id, marked.state_number + 1, opportunities.modified_at, null, 'deleted', null, null,
        marked.owner_id, opportunities.modified_at
    from marked
    inner join opportunities on marked.opportunity_id = opportunities.opportunity_id
    where marked.valid_to is null and opportunities.is_deleted and opportunities.modified_at < {{ as_of_end() }}
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
