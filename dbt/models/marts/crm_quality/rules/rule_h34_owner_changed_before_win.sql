-- One row per won opportunity that got another owner in the last two weeks before the win (H34). It is not reported
-- when the old owner left, when one of both changed the team or the territory at that time, or when the revenue is
-- split.
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
with changes as (

    select
        opportunities.opportunity_id,
        opportunities.closed_date,
        opportunities.amount_rc,
        events.occurred_date as changed_on,
        events.old_value as old_owner_id,
        events.new_value as new_owner_id,
        {{ days_between('events.occurred_date', 'opportunities.closed_date') }} as days_before_win,
        row_number() over (partition by opportunities.opportunity_id order by events.occurred_at desc) as recency
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('fct_opportunity_event') }} as events
        on opportunities.opportunity_id = events.opportunity_id and opportunities.closed_at >= events.occurred_at
    where opportunities.is_won and not opportunities.is_deleted and events.event_type = 'owner'

),

late_changes as (

    select *
    from changes
    where recency = 1 and days_before_win <= {{ threshold('H34.days_most') }}

),

both_owners as (

    select
        opportunity_id,
        changed_on,
        old_owner_id as rep_id,
        true as is_old
    from late_changes

    union all

    select
        opportunity_id,
        changed_on,
        new_owner_id as rep_id,
        false as is_old
    from late_changes

),

-- The first version of a rep begins at an unknown time: it is no change.
moved_reps as (

    select distinct both_owners.opportunity_id
    from both_owners
    inner join {{ ref('dim_rep') }} as reps
        on both_owners.rep_id = reps.rep_id
    where
        (
            not reps.is_inferred
            and abs({{ days_between('both_owners.changed_on', 'reps.valid_from') }}) <= {{ threshold('H34.move_days') }}
        )
        or (
            both_owners.is_old
            and abs({{ days_between('both_owners.changed_on', 'reps.inactive_since') }})
            <= {{ threshold('H34.move_days') }}
        )

),

splits as (

    select distinct opportunity_id
    from {{ ref('fct_opportunity_split') }}
    where is_from_split

),

found as (

    select
        late_changes.opportunity_id as object_id,
        late_changes.new_owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        late_changes.amount_rc as value_at_risk_rc,
        late_changes.closed_date,
        late_changes.changed_on,
        late_changes.days_before_win,
        late_changes.old_owner_id,
        late_changes.new_owner_id
    from late_changes
    left join moved_reps
        on late_changes.opportunity_id = moved_reps.opportunity_id
    left join splits
        on late_changes.opportunity_id = splits.opportunity_id
    where moved_reps.opportunity_id is null and splits.opportunity_id is null

)

{{ finding(rule) }}
