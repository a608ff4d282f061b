-- One row per open opportunity whose owner, a user of the CRM, has been inactive for more than seven days, or that has
-- had no owner for more than seven days (H33).
{% set rule = {
    'id': 'H33',
    'version': '1',
    'title': 'Nobody works on it',
    'object_type': 'opportunity',
    'severities': ['high'],
    'observed': {
        'inactive': 'the owner has been inactive since {inactive_since}',
        'no_owner': 'no owner',
    },
    'expected': 'an owner who works here',
    'evidence': ['reason', 'stage_name', 'inactive_since'],
    'needs': {},
} %}
{{ config(meta={'rule': rule}) }}
with owner_changes as (

    select
        opportunity_id,
        max(occurred_date) as changed_on
    from {{ ref('fct_opportunity_event') }}
    where event_type = 'owner'
    group by opportunity_id

),

owned as (

    select
        opportunities.*,
        case
            when coalesce(opportunities.owner_id, 'unassigned') = 'unassigned' then 'no_owner' else 'inactive'
        end as reason,
        case
            when coalesce(opportunities.owner_id, 'unassigned') = 'unassigned'
                then coalesce(owner_changes.changed_on, opportunities.created_date)
            when reps.is_user and not reps.is_active then reps.inactive_since
        end as since
    from {{ ref('fct_opportunity') }} as opportunities
    left join {{ ref('dim_rep') }} as reps
        on opportunities.owner_id = reps.rep_id and reps.is_current
    left join owner_changes
        on opportunities.opportunity_id = owner_changes.opportunity_id
    where opportunities.is_open and not opportunities.is_deleted

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'high' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        reason,
        stage_name,
        case when reason = 'inactive' then since end as inactive_since
    from owned
    where {{ days_between('since', as_of()) }} > {{ threshold('H33.days_most') }}

)

{{ finding(rule) }}
