-- One row per open stage and segment: the days that opportunities won by AS_OF spent in the stage at most, but for one
-- in ten that stood longer in some stage. Days are relative to the median of each stage; of all segments where the
-- segment has too few wins.
with stage_durations as (

    select
        advances.opportunity_id,
        advances.stage_name,
        {{ deal_segment('opportunities.opportunity_type') }} as segment,
        {{ days_between('advances.advanced_on', 'advances.left_on') }} as dwell_days
    from {{ ref('fct_stage_advance') }} as advances
    inner join {{ ref('fct_opportunity') }} as opportunities
        on advances.opportunity_id = opportunities.opportunity_id
    where opportunities.is_won and not opportunities.is_deleted and advances.left_on >= advances.advanced_on

),

stage_medians as (

    select
        stage_name,
        segment,
        grouping(segment) = 1 as is_all_kinds,
        count(*) as wins_count,
        greatest({{ median('dwell_days') }}, 1) as median_days
    from stage_durations
    group by grouping sets ((stage_name, segment), (stage_name))

),

segments as (

    select segment
    from {{ ref('dim_segment') }}

),

usual_days as (

    select
        stages.stage_name,
        segments.segment,
        coalesce(own.wins_count, 0) as wins_count,
        case
            when own.wins_count >= {{ threshold('H02.dwell_wins_least') }} then own.median_days
            when stages.wins_count >= {{ threshold('H02.dwell_wins_least') }} then stages.median_days
        end as median_days
    from stage_medians as stages
    cross join segments
    left join stage_medians as own
        on
            stages.stage_name = own.stage_name
            and segments.segment = own.segment
            and not own.is_all_kinds
    where stages.is_all_kinds

),

longest_stands as (

    select
        stage_durations.opportunity_id,
        stage_durations.segment,
        max(stage_durations.dwell_days / usual_days.median_days) as medians
    from stage_durations
    inner join usual_days
        on
            stage_durations.stage_name = usual_days.stage_name
            and stage_durations.segment = usual_days.segment
    where usual_days.median_days is not null
    group by stage_durations.opportunity_id, stage_durations.segment

),

limits as (

    select
        segment,
        grouping(segment) = 1 as is_company,
        count(*) as wins_count,
        {{ quantile('medians', threshold('H02.dwell_quantile')) }} as medians
    from longest_stands
    group by grouping sets ((segment), ())

)

select
    usual_days.stage_name,
    usual_days.segment,
    usual_days.wins_count,
    round(
        usual_days.median_days * case
            when own.wins_count >= {{ threshold('H02.dwell_wins_least') }} then own.medians
            else company.medians
        end, 1
    ) as dwell_days
from usual_days
left join limits as own
    on
        usual_days.segment = own.segment
        and not own.is_company
left join limits as company
    on company.is_company
