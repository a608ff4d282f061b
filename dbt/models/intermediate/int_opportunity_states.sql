-- One row per opportunity and instant at which anything of it changed, with the full state from then on, up to AS_OF.
with opportunities as (
    select opportunity_id, started_at
    from {{ ref('int_opportunities_unioned') }}
    where started_at < {{ as_of_end() }}
),

{% set columns -%}
opportunity_id, valid_from, valid_to, stage_name, amount, currency, expected_close_date, probability, forecast_category,
        is_closed, is_won, closing_date, is_recorded, known_at
{%- endset %}
snapshots as (
    select {{ columns }} from {{ ref('int_opportunity_snapshots_recorded') }}
    union all
    select {{ columns }} from {{ ref('int_opportunity_snapshots_rebuilt') }}
),

spells as (
    select opportunity_id, field_name, field_value, valid_from, valid_to
    from {{ ref('int_opportunity_field_spells') }}
    where field_name in ('owner', 'next_step')
),

changes as (
    select opportunity_id, valid_from from snapshots
    union
    select opportunity_id, valid_from from spells
),

-- An opportunity begins when it was created; what was written down before that is its first state.
instants as (
    select opportunity_id, started_at as valid_from from opportunities
    union
    select changes.opportunity_id, changes.valid_from
    from changes
    inner join opportunities on changes.opportunity_id = opportunities.opportunity_id
    where changes.valid_from > opportunities.started_at and changes.valid_from < {{ as_of_end() }}
),

states as (
    select
        instants.opportunity_id,
        instants.valid_from,
        snapshots.stage_name,
        snapshots.amount,
        snapshots.currency,
        snapshots.expected_close_date,
        snapshots.probability,
        snapshots.forecast_category,
        owners.field_value as owner_id,
        next_steps.field_value as next_step,
        snapshots.is_closed,
        snapshots.is_won,
        snapshots.closing_date,
        snapshots.is_recorded,
        greatest(instants.valid_from, snapshots.known_at) as known_at
    from instants
    inner join snapshots on {{ holds_at('snapshots', 'instants') }}
    inner join spells as owners on owners.field_name = 'owner' and {{ holds_at('owners', 'instants') }}
    inner join spells as next_steps on next_steps.field_name = 'next_step' and {{ holds_at('next_steps', 'instants') }}
)

select
    *,
    lead(valid_from) over (partition by opportunity_id order by valid_from) as valid_to
from states
