-- Each step forward of a deal, and how long nine in ten won deals stood in a stage at most, by kind of deal.
entries as (
    select
        opportunity_id, new_value as stage_name, stage_order, occurred_at, occurred_date,
        max(stage_order) over (
            partition by opportunity_id order by occurred_at rows between unbounded preceding and 1 preceding
        ) as furthest
    from core.fct_opportunity_event
    inner join core.dim_stage as stages on new_value = stages.stage_name
    where event_type in ('created', 'stage') and not stages.is_closed and new_value <> '(unknown)'
),

advances as (
    select
        * exclude (furthest),
        lead(occurred_date) over (partition by opportunity_id order by occurred_at) as next_on
    from entries
    where furthest is null or stage_order > furthest
),

stands as (
    select
        advances.stage_name, coalesce(nullif(trim(opportunity_type), ''), '(none)') as segment, opportunity_id,
        coalesce(next_on, closed_date) - occurred_date as days
    from advances inner join core.fct_opportunity using (opportunity_id)
    where is_won and not is_deleted and coalesce(next_on, closed_date) >= occurred_date
),

medians as (
    select
        stage_name, segment, grouping(segment) = 1 as is_all,
        if(count(*) >= 20, greatest(median(days::double), 1), null) as days
    from stands
    group by grouping sets ((stage_name, segment), (stage_name))
),

kinds as (
    select all_kinds.stage_name, segments.segment, coalesce(own.days, all_kinds.days) as days
    from (from medians where is_all) as all_kinds
    cross join (
        select distinct coalesce(nullif(trim(opportunity_type), ''), '(none)') as segment from core.fct_opportunity
    ) as segments
    left join (from medians where not is_all) as own
        on all_kinds.stage_name = own.stage_name and segments.segment = own.segment
),

longest as (
    select segment, grouping(segment) = 1 as is_all, count(*) as wins, quantile_cont(ratio, 0.9) as ratio
    from (
        select opportunity_id, segment, max(stands.days / kinds.days) as ratio
        from stands inner join kinds using (stage_name, segment)
        where kinds.days is not null
        group by all
    )
    group by grouping sets ((segment), ())
),

durations as (
    select stage_name, kinds.segment, round(days * if(own.wins >= 20, own.ratio, company.ratio), 1) as days
    from kinds
    left join longest as own on kinds.segment = own.segment and not own.is_all
    inner join longest as company on company.is_all
)
