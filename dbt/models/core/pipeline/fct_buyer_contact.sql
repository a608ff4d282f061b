-- One row per opportunity with at least one two-way activity while it was open, up to AS_OF.
with events as (

    select
        activities.opportunity_id,
        activities.occurred_date,
        {{ days_between(
            'lag(activities.occurred_date) over (partition by activities.opportunity_id order by activities.occurred_at)',
            'activities.occurred_date'
        ) }} as gap_days
    from {{ ref('fct_activity') }} as activities
    inner join {{ ref('fct_opportunity') }} as opportunities
        on activities.opportunity_id = opportunities.opportunity_id
    where
        activities.is_two_way
        and (opportunities.closed_date is null or activities.occurred_date <= opportunities.closed_date)

)

select
    opportunity_id,
    count(*) as events_count,
    min(occurred_date) as first_event_on,
    max(occurred_date) as last_event_on,
    max(gap_days) as longest_gap_days
from events
group by opportunity_id
