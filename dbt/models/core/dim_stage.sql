-- One row per stage name that occurs in a CRM or ships with one. An open stage has the percentage that most of its
-- opportunities have, otherwise that of the seed, otherwise the median of the percentages that reps entered; without
-- any, such as `(unknown)`, the median of the open stages. A stage outside the seed is ordered by its percentage.
with stages as (
    select * from {{ ref('int_stages') }}
),

open_stages as (
    select cast({{ median('static_percentage') }} as decimal(5, 2)) as median_percentage
    from {{ ref('stages') }}
    where not is_closed
),

unioned as (
    select * from stages
    where stage_name <> '{{ unknown_stage() }}'
    union all
    select '{{ unknown_stage() }}', null, null, null, null, false, false, false, null
),

inferred as (
    select
        *,
        case
            when is_won then 100
            when is_closed then 0
            else coalesce(
                own_percentage,
                static_percentage,
                median_probability,
                (select open_stages.median_percentage from open_stages)
            )
        end as stage_percentage
    from unioned
)

select
    stage_name,
    cast(
        coalesce(stage_order, case when is_closed and not is_won then 110 else stage_percentage end) as integer
    ) as stage_order,
    cast(stage_percentage as decimal(5, 2)) as static_percentage,
    is_closed,
    is_won,
    coalesce(is_proposal, false) as is_proposal,
    buyer_step,
    stage_order is null as is_inferred
from inferred
