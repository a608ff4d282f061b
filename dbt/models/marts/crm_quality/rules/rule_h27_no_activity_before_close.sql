-- One row per open opportunity that is expected to close within thirty days and has had no activity for two weeks
-- (H27), in either direction. Days after the last activity of the company are not counted. A CRM that has no
-- activities at all is not judged.
{% set rule = {
    'id': 'H27',
    'version': '1',
    'title': 'Expected to close, no activity',
    'object_type': 'opportunity',
    'severities': ['high'],
    'observed': {
        'idle': 'expected to close in {days_to_close} days, no activity for {idle_days} days',
        'never': 'expected to close in {days_to_close} days, no activity in the {idle_days} days since it was created',
    },
    'expected': 'an e-mail, call or meeting within {idle_days_most} days',
    'evidence': [
        'reason', 'stage_name', 'expected_close_date', 'days_to_close', 'last_activity_on', 'idle_days', 'idle_days_most',
    ],
    'needs': {'activities': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with activities as (

    select
        opportunity_id,
        max(occurred_date) as last_activity_on
    from {{ ref('fct_activity') }}
    group by opportunity_id

),

systems as (

    select distinct split_part(opportunity_id, ':', 1) as system
    from activities

),

observed as (

    select max(last_activity_on) as observed_until
    from activities

),

closing as (

    select
        opportunities.*,
        activities.last_activity_on,
        {{ days_between(as_of(), 'opportunities.expected_close_date') }} as days_to_close,
        {{ days_between(
            'coalesce(activities.last_activity_on, opportunities.created_date)', 'observed.observed_until'
        ) }} as idle_days
    from {{ ref('fct_opportunity') }} as opportunities
    cross join observed
    left join activities
        on opportunities.opportunity_id = activities.opportunity_id
    where
        opportunities.is_open
        and not opportunities.is_deleted
        and split_part(opportunities.opportunity_id, ':', 1) in (select systems.system from systems)

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'high' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        case when last_activity_on is null then 'never' else 'idle' end as reason,
        stage_name,
        expected_close_date,
        days_to_close,
        last_activity_on,
        idle_days,
        cast({{ threshold('H27.idle_days') }} as integer) as idle_days_most
    from closing
    where
        days_to_close between 0 and {{ threshold('H27.close_days') }}
        and idle_days > {{ threshold('H27.idle_days') }}

)

{{ finding(rule) }}
