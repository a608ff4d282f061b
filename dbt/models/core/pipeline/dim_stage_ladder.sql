-- One row per position in the sales process at which an opportunity of the company was ever open: the static percentage
-- there, and one and two positions before. A step back never raises the percentage; before the first position it is 0.
with used_stages as (

    select stage_name
    from {{ ref('fct_stage_advance') }}

    union

    select stage_name
    from {{ ref('fct_opportunity') }}
    where is_open

),

positions as (

    select
        stages.stage_order,
        min(stages.static_percentage) as static_percentage
    from {{ ref('dim_stage') }} as stages
    inner join used_stages
        on stages.stage_name = used_stages.stage_name
    where not stages.is_closed and stages.stage_name <> '{{ unknown_stage() }}'
    group by stages.stage_order

),

earlier_positions as (

    select
        *,
        coalesce(lag(static_percentage) over (order by stage_order), 0) as percentage_before,
        coalesce(lag(static_percentage, 2) over (order by stage_order), 0) as percentage_two_before,
        row_number() over (order by stage_order) as stage_number
    from positions

)

select
    stage_order,
    cast(stage_number as integer) as stage_number,
    cast(static_percentage as decimal(5, 2)) as static_percentage,
    cast(least(static_percentage, percentage_before) as decimal(5, 2)) as one_back_percentage,
    cast(least(static_percentage, percentage_before, percentage_two_before) as decimal(5, 2)) as two_back_percentage
from earlier_positions
