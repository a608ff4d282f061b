-- One row per opportunity, tracked field and time from which a value held (as text). Over all time, not cut at AS_OF.
-- Before the first change its old value held; a field without changes has always had the value that it has now. Stage,
-- amount and the like are only followed here for opportunities without snapshots, which hold them all.
{% set own_fields = ['owner', 'next_step'] %}
{% set snapshot_fields = ['stage_name', 'amount', 'expected_close_date', 'probability', 'forecast_category'] %}
with snapshots as (
    select distinct opportunity_id from {{ ref('int_opportunity_snapshots_recorded') }}
),

opportunities as (
    select opp.*, snapshots.opportunity_id is not null as has_snapshots
    from {{ ref('int_opportunities_unioned') }} as opp
    left join snapshots on opp.opportunity_id = snapshots.opportunity_id
),

changes as (
    select opportunity_id, field_name, changed_at, old_value, new_value, known_at
    from {{ ref('int_opportunity_field_changes') }}
),

current_values as (
    {% for field in own_fields + snapshot_fields %}
    select
        opportunity_id,
        '{{ field }}' as field_name,
        cast({{ 'owner_id' if field == 'owner' else field }} as varchar) as current_value,
        modified_at,
        known_at
    from opportunities
    {% if field in snapshot_fields %}where not has_snapshots{% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked_changes as (
    select
        *,
        row_number() over (partition by opportunity_id, field_name order by changed_at) as change_number,
        row_number() over (partition by opportunity_id, field_name order by changed_at desc) as changes_left
    from changes
),

-- A log that ends before the present value was cut off: the value came at the latest with the row's last modification.
outrun_changes as (
    select
        ranked_changes.opportunity_id,
        ranked_changes.field_name,
        current_values.current_value,
        current_values.modified_at as changed_at,
        current_values.known_at
    from ranked_changes
    inner join current_values
        on
            ranked_changes.opportunity_id = current_values.opportunity_id
            and ranked_changes.field_name = current_values.field_name
    where
        ranked_changes.changes_left = 1
        and ranked_changes.new_value is distinct from current_values.current_value
        and current_values.modified_at > ranked_changes.changed_at
),

spells as (
    select
        opportunity_id, field_name, new_value as field_value, changed_at as valid_from, known_at, true as is_recorded
    from changes
    union all
    select opportunity_id, field_name, current_value, changed_at, known_at, false
    from outrun_changes
    union all
    select opportunity_id, field_name, old_value, {{ beginning_of_time() }}, known_at, true
    from ranked_changes
    where change_number = 1
    union all
    select
        current_values.opportunity_id,
        current_values.field_name,
        current_values.current_value,
        {{ beginning_of_time() }},
        current_values.known_at,
        false
    from current_values
    left join ranked_changes
        on
            current_values.opportunity_id = ranked_changes.opportunity_id
            and current_values.field_name = ranked_changes.field_name
            and ranked_changes.change_number = 1
    where ranked_changes.opportunity_id is null
)

select
    *,
    lead(valid_from) over (partition by opportunity_id, field_name order by valid_from) as valid_to
from spells
