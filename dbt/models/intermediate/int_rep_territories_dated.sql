-- One row per rep and first day from which the person's main territory, or the number of territories held, changes, up
-- to AS_OF. The main territory is the one held longest, then the first by name. The first known territory is assumed
-- for all earlier days.
with territories as (
    select territory_id, territory_name from {{ ref('int_territories_unioned') }}
),

assignments as (
    select
        assignments.rep_id,
        assignments.territory_id,
        territories.territory_name,
        assignments.valid_from,
        assignments.valid_to,
        assignments.known_at,
        assignments.end_known_at,
        min(assignments.valid_from) over (partition by assignments.rep_id) as first_day,
        min(assignments.valid_from) over (
            partition by assignments.rep_id, assignments.territory_id
        ) as held_since
    from {{ ref('int_territory_assignments_unioned') }} as assignments
    inner join territories on assignments.territory_id = territories.territory_id
),

spans as (
    select
        rep_id,
        territory_id,
        territory_name,
        case
            when valid_from = first_day then cast({{ beginning_of_time() }} as date) else valid_from
        end as valid_from,
        valid_to,
        valid_from as known_from,
        held_since,
        known_at,
        end_known_at
    from assignments
),

changes as (
    select rep_id, valid_from, known_at from spans
    union all
    select rep_id, valid_to, end_known_at from spans
    where valid_to is not null
),

days as (
    select rep_id, valid_from, max(known_at) as known_at
    from changes
    where valid_from <= {{ as_of() }}
    group by rep_id, valid_from
),

territories_by_day as (
    select
        days.rep_id,
        days.valid_from,
        days.known_at,
        spans.territory_id,
        spans.territory_name,
        spans.known_from,
        row_number() over (
            partition by days.rep_id, days.valid_from
            order by spans.held_since, spans.territory_name, spans.territory_id, spans.known_from
        ) as territory_rank,
        dense_rank() over (partition by days.rep_id, days.valid_from order by spans.territory_id) as territory_number
    from days
    left join spans
        on
            days.rep_id = spans.rep_id
            and days.valid_from >= spans.valid_from
            and (spans.valid_to is null or days.valid_from < spans.valid_to)
),

counted as (
    select
        *,
        case
            when territory_id is null then 0
            else max(territory_number) over (partition by rep_id, valid_from)
        end as territories_held
    from territories_by_day
),

compared as (
    select
        *,
        lag(valid_from) over main as previous_day,
        lag(territory_id) over main as previous_territory_id,
        lag(territories_held) over main as previous_territories_held
    from counted
    where territory_rank = 1
    window main as (partition by rep_id order by valid_from)
)

select
    rep_id,
    valid_from,
    lead(valid_from) over (partition by rep_id order by valid_from) as valid_to,
    territory_id,
    territory_name,
    known_from,
    cast(territories_held as integer) as territories_held,
    known_at
from compared
where
    previous_day is null
    or territory_id is distinct from previous_territory_id
    or territories_held is distinct from previous_territories_held
