-- One row per won opportunity that had another owner two weeks before the win (H34). It is not reported when the old
-- owner left, when one of the two owners changed the team or the territory at that time, or when the revenue is split.
{% set rule = {
    'id': 'H34',
    'version': '1',
    'title': 'Owner changed just before the win',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'another owner since {changed_on}, {days_before_win} days before the win',
    'expected': 'the owner who worked on it, or a split of the revenue',
    'evidence': ['closed_date', 'changed_on', 'days_before_win', 'old_owner_id', 'new_owner_id'],
    'needs': {'crm_history': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with late_changes as (

    select
        before_win.opportunity_id,
        before_win.closed_date,
        before_win.owner_before_id as old_owner_id,
        before_win.owner_at_win_id as new_owner_id,
        max(events.occurred_date) as changed_on
    from {{ ref('h14_before_win') }} as before_win
    inner join {{ ref('fct_opportunity_event') }} as events
        on before_win.opportunity_id = events.opportunity_id and before_win.closed_at >= events.occurred_at
    where
        events.event_type = 'owner'
        and before_win.owner_before_id <> before_win.owner_at_win_id
        and before_win.owner_before_id <> 'unassigned'
    group by
        before_win.opportunity_id,
        before_win.closed_date,
        before_win.owner_before_id,
        before_win.owner_at_win_id

),

versions as (

    select
        *,
        lag(team) over (partition by rep_id order by valid_from) as team_before,
        lag(territory_id) over (partition by rep_id order by valid_from) as territory_before_id,
        row_number() over (partition by rep_id order by valid_from) as version
    from {{ ref('dim_rep') }}

),

moves as (

    select
        rep_id,
        valid_from as moved_on
    from versions
    where
        version > 1
        and (team is distinct from team_before or territory_id is distinct from territory_before_id)

),

owners as (

    select
        opportunity_id,
        changed_on,
        old_owner_id as rep_id
    from late_changes

    union all

    select
        opportunity_id,
        changed_on,
        new_owner_id as rep_id
    from late_changes

),

-- The old owner had left, or one of the two owners changed the team or the territory.
explained as (

    select owners.opportunity_id
    from owners
    inner join moves
        on owners.rep_id = moves.rep_id
    where abs({{ days_between('owners.changed_on', 'moves.moved_on') }}) <= {{ threshold('H34.move_days') }}

    union all

    select late_changes.opportunity_id
    from late_changes
    inner join {{ ref('dim_rep') }} as reps
        on late_changes.old_owner_id = reps.rep_id and reps.is_current
    where {{ days_between('late_changes.changed_on', 'reps.inactive_since') }} <= {{ threshold('H34.move_days') }}

    union all

    select opportunity_id
    from {{ ref('fct_opportunity_split') }}
    where is_from_split

),

found as (

    select
        late_changes.opportunity_id as object_id,
        late_changes.new_owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        opportunities.amount_rc as value_at_risk_rc,
        late_changes.closed_date,
        late_changes.changed_on,
        {{ days_between('late_changes.changed_on', 'late_changes.closed_date') }} as days_before_win,
        late_changes.old_owner_id,
        late_changes.new_owner_id
    from late_changes
    inner join {{ ref('fct_opportunity') }} as opportunities
        on late_changes.opportunity_id = opportunities.opportunity_id
    where late_changes.opportunity_id not in (select explained.opportunity_id from explained)

)

{{ finding(rule) }}
