-- One row per open opportunity whose expected close date is more than seven days and more than three business days past
-- (H05). Weekends and holidays extend the grace period.
{% set rule = {
    'id': 'H05',
    'version': '1',
    'title': 'Close date in the past, still open',
    'object_type': 'opportunity',
    'severities': ['medium', 'high'],
    'observed': 'open, expected to close {days_past} days ago',
    'expected': 'an expected close date that is still to come, or an outcome',
    'evidence': ['expected_close_date', 'days_past', 'working_days_past', 'stage_name'],
    'needs': {},
} %}
{{ config(meta={'rule': rule}) }}
with opportunities as (

    select
        *,
        {{ days_between('expected_close_date', as_of()) }} as days_past
    from {{ ref('fct_opportunity') }}
    where is_open and not is_deleted and expected_close_date < {{ as_of() }}

),

working_days as (

    select
        date_day,
        sum(case when is_business_day then 1 else 0 end) over (order by date_day) as working_days_until
    from {{ ref('dim_date') }}
    where date_day <= {{ as_of() }}

),

-- A date before the first day of the calendar exceeds every grace period.
overdue as (

    select
        opportunities.*,
        today.working_days_until - coalesce(closing.working_days_until, 0) as working_days_past
    from opportunities
    inner join working_days as today
        on today.date_day = {{ as_of() }}
    left join working_days as closing
        on opportunities.expected_close_date = closing.date_day

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        case when days_past > {{ threshold('H05.high_days') }} then 'high' else 'medium' end as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        expected_close_date,
        days_past,
        working_days_past,
        stage_name
    from overdue
    where
        days_past > {{ threshold('H05.medium_days') }}
        and working_days_past > {{ threshold('H05.grace_working_days') }}

)

{{ finding(rule) }}
