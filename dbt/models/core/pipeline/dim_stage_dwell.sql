-- One row per open stage and segment: 90th percentile of days that opportunities won by AS_OF spent in the stage; of
-- all segments where the segment has too few.
with stage_durations as (

    select
        advances.stage_name,
        {{ deal_segment('opportunities.opportunity_type') }} as segment,
        {{ days_between('advances.advanced_on', 'advances.left_on') }} as dwell_days
    from {{ ref('fct_stage_advance') }} as advances
    inner join {{ ref('fct_opportunity') }} as opportunities
        on advances.opportunity_id = opportunities.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and advances.left_on >= advances.advanced_on

),

win_statistics as (

    select
        stage_name,
        segment,
        grouping(segment) = 1 as is_all_kinds,
        count(*) as wins_count,
        {{ quantile('dwell_days', threshold('H02.dwell_quantile')) }} as dwell_days
    from stage_durations
    group by grouping sets ((stage_name, segment), (stage_name))

),

segments as (

    select segment
    from {{ ref('dim_segment') }}

),

stages as (

    select
        stage_name,
        wins_count,
        dwell_days
    from win_statistics
    where is_all_kinds

)

select
    stages.stage_name,
    segments.segment,
    coalesce(own.wins_count, 0) as wins_count,
    case
        when own.wins_count >= {{ threshold('H02.dwell_wins_least') }} then own.dwell_days
        when stages.wins_count >= {{ threshold('H02.dwell_wins_least') }} then stages.dwell_days
    end as dwell_days
from stages
cross join segments
left join win_statistics as own
    on
        stages.stage_name = own.stage_name
        and segments.segment = own.segment
        and not own.is_all_kinds
