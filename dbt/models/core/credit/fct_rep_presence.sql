-- One row per rep with a quota and period of dim_period: the number of days up to AS_OF on which the person was
-- employed.
with hires as (

    select
        rep_id,
        min(hired_on) as hired_on
    from {{ ref('fct_quota_month') }}
    where holder_type = 'rep' and rep_id <> 'unassigned'
    group by rep_id

),

-- A rep whose first known version is inactive is assumed to have worked until the day on which that was recorded.
spells as (

    select
        reps.rep_id,
        case when hires.hired_on > reps.valid_from then hires.hired_on else reps.valid_from end as first_day,
        case when reps.is_active then reps.valid_to else reps.inactive_since end as next_day
    from {{ ref('dim_rep') }} as reps
    inner join hires
        on reps.rep_id = hires.rep_id
    where reps.is_active or reps.is_inferred

),

periods as (

    select
        period_type,
        period_start,
        {{ add_days('case when is_partial then ' ~ as_of() ~ ' else period_end end', 1) }} as next_day
    from {{ ref('dim_period') }}

),

presences as (

    select
        spells.rep_id,
        periods.period_type,
        periods.period_start,
        {{ days_between('periods.period_start', 'periods.next_day') }} as days_elapsed,
        case when spells.first_day > periods.period_start then spells.first_day else periods.period_start end
            as first_day,
        case when spells.next_day < periods.next_day then spells.next_day else periods.next_day end as next_day
    from spells
    inner join periods
        on
            spells.first_day < periods.next_day
            and (spells.next_day is null or spells.next_day > periods.period_start)

)

select
    rep_id,
    period_type,
    period_start,
    cast(sum({{ days_between('first_day', 'next_day') }}) as bigint) as days_present,
    cast(max(days_elapsed) as bigint) as days_elapsed
from presences
where next_day > first_day
group by rep_id, period_type, period_start
