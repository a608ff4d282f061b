-- One row per rep with a quota and period of dim_period: the number of days up to AS_OF on which the person was
-- employed.
with hire_dates as (

    select
        rep_id,
        min(hired_on) as hired_on
    from {{ ref('fct_quota_month') }}
    where holder_type = 'rep' and rep_id <> 'unassigned'
    group by rep_id

),

-- A rep whose first known version is inactive is assumed to have worked until the day on which that was recorded.
employments as (

    select
        reps.rep_id,
        case when hire_dates.hired_on > reps.valid_from then hire_dates.hired_on else reps.valid_from end as first_day,
        case when reps.is_active then reps.valid_to else reps.inactive_since end as next_day
    from {{ ref('dim_rep') }} as reps
    inner join hire_dates
        on reps.rep_id = hire_dates.rep_id
    where reps.is_active or reps.is_inferred

),

periods as (

    select
        period_type,
        period_start,
        {{ add_days('case when is_partial then ' ~ as_of() ~ ' else period_end end', 1) }} as next_day
    from {{ ref('dim_period') }}

),

employed_periods as (

    select
        employments.rep_id,
        periods.period_type,
        periods.period_start,
        {{ days_between('periods.period_start', 'periods.next_day') }} as days_elapsed,
        case when employments.first_day > periods.period_start then employments.first_day else periods.period_start end
            as first_day,
        case when employments.next_day < periods.next_day then employments.next_day else periods.next_day end
            as next_day
    from employments
    inner join periods
        on
            employments.first_day < periods.next_day
            and (employments.next_day is null or employments.next_day > periods.period_start)

)

select
    rep_id,
    period_type,
    period_start,
    cast(sum({{ days_between('first_day', 'next_day') }}) as bigint) as days_present,
    cast(max(days_elapsed) as bigint) as days_elapsed
from employed_periods
where next_day > first_day
group by rep_id, period_type, period_start
