-- From `deals`: when the customer of each first and last answered, and the longest silence between.
answers as (
    select
        opportunity_id, occurred_date,
        occurred_date - lag(occurred_date) over (partition by opportunity_id order by occurred_at) as gap_days
    from core.fct_activity inner join deals using (opportunity_id)
    where is_two_way and (closed_date is null or occurred_date <= closed_date)
),

contacts as (
    select
        opportunity_id, min(occurred_date) as first_on, max(occurred_date) as last_on, max(gap_days) as longest_gap_days
    from answers
    group by all
)
