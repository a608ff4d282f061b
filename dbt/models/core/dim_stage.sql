-- One row per stage name that occurs in a CRM or ships with one. A stage that is not in the seed has the median of the
-- percentages that reps entered, and its order by that percentage; without any, such as `(unknown)`, it has the median
-- of the open stages.
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
    select '{{ unknown_stage() }}', null, null, null, false, false, false, null
),

inferred as (
    select
        *,
        case
            when is_won then 100
            when is_closed then 0
            else coalesce(median_probability, (select open_stages.median_percentage from open_stages))
        end as inferred_percentage
    from unioned
)

select
    stage_name,
    cast(
        coalesce(stage_order, case when is_closed and not is_won then 110 else inferred_percentage end) as integer
    ) as stage_order,
    cast(coalesce(static_percentage, inferred_percentage) as decimal(5, 2)) as static_percentage,
    is_closed,
    is_won,
    coalesce(is_proposal, false) as is_proposal,
    buyer_step,
    stage_order is null as is_inferred
from inferred
