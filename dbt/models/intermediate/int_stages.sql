-- One row per stage name that occurs in a CRM or in the seed `stages`: whether opportunities in it are closed, and won.
-- The outcomes of its opportunities take precedence over the seed, the seed over the meaning of its name by the value
-- mappings; otherwise the stage is open.
with opportunities as (
    select stage_name, is_closed, is_won, probability from {{ ref('int_opportunities_unioned') }}
),

snapshots as (
    select stage_name, probability
    from {{ union_systems('opportunity_histories', {
        'string': ['stage_name'],
        'decimal(18, 8)': ['probability'],
    }) }} as histories
),

changes as (
    select old_value, new_value
    from {{ logged_changes() }} as logged_changes
    where field_name = 'stage_name' and unreadable_reason is null
),

shipped_stages as (
    select * from {{ ref('stages') }}
),

stage_records as (
    select stage_name, is_closed, is_won, probability from opportunities
    union all
    select stage_name, null, null, probability from snapshots
    union all
    select old_value, null, null, null from changes
    union all
    select new_value, null, null, null from changes
    union all
    select stage_name, null, null, null from shipped_stages
),

-- Flags that may contradict each other (in a manual export) are decided by the majority of opportunities.
observed as (
    select
        stage_name,
        avg(case when is_closed then 1.0 when not is_closed then 0.0 end) > 0.5 as is_closed,
        avg(case when is_won then 1.0 when not is_won then 0.0 end) > 0.5 as is_won,
        try_cast({{ median('probability') }} as decimal(5, 2)) as median_probability
    from stage_records
    where stage_name is not null
    group by stage_name
),

-- The percentage that the CRM gives to a stage is the one that most of its opportunities have.
own_percentages as (
    select stage_name, probability
    from (
        select
            stage_name, probability, count(*) as records_count,
            sum(count(*)) over (partition by stage_name) as stage_count
        from stage_records
        where probability is not null
        group by stage_name, probability
    ) as counted
    where records_count * 2 > stage_count
),

flagged as (
    select
        observed.stage_name,
        observed.median_probability,
        try_cast(own_percentages.probability as decimal(5, 2)) as own_percentage,
        shipped.stage_order,
        shipped.static_percentage,
        shipped.is_proposal,
        shipped.buyer_step,
        coalesce(observed.is_won, shipped.is_won, names.meaning = 'won', false) as is_won,
        coalesce(observed.is_closed, shipped.is_closed, names.meaning is not null) as is_closed
    from observed
    left join own_percentages on observed.stage_name = own_percentages.stage_name
    left join shipped_stages as shipped on lower(trim(observed.stage_name)) = lower(shipped.stage_name)
    left join {{ meanings('stage_records', 'stage_name', 'stage') }} as names on observed.stage_name = names.stage_name
)

select
    stage_name,
    stage_order,
    static_percentage,
    median_probability,
    own_percentage,
    is_closed or is_won as is_closed,
    is_won,
    is_proposal,
    buyer_step
from flagged
