-- One row per stage name that occurs in a CRM or in the seed `stages`: whether opportunities in it are closed, and won.
-- The CRM's own flags take precedence over the seed, and the seed over the name.
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
    {% for log in ['opportunity_field_histories', 'mapped_opportunity_changes', 'opportunity_changes'] %}
    select nullif(trim(old_value), '') as old_value, nullif(trim(new_value), '') as new_value
    from {{ union_systems(log, {'string': ['field_name', 'old_value', 'new_value']}) }} as {{ log }}
    where {{ opportunity_field('field_name') }} = 'stage_name'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

shipped_stages as (
    select * from {{ ref('stages') }}
),

seen as (
    select stage_name, is_closed, is_won, probability from opportunities
    union all
    select stage_name, null as is_closed, null as is_won, probability from snapshots
    union all
    select old_value as stage_name, null as is_closed, null as is_won, null as probability from changes
    union all
    select new_value as stage_name, null as is_closed, null as is_won, null as probability from changes
    union all
    select stage_name, null as is_closed, null as is_won, null as probability from shipped_stages
),

-- Flags that may contradict each other (in a manual export) are decided by the majority of opportunities.
observed as (
    select
        stage_name,
        avg(case when is_closed then 1.0 when not is_closed then 0.0 end) > 0.5 as is_closed,
        avg(case when is_won then 1.0 when not is_won then 0.0 end) > 0.5 as is_won,
        try_cast({{ median('probability') }} as decimal(5, 2)) as median_probability
    from seen
    where stage_name is not null
    group by stage_name
),

flagged as (
    select
        observed.stage_name,
        observed.median_probability,
        shipped.stage_order,
        shipped.static_percentage,
        shipped.is_proposal,
        shipped.buyer_step,
        coalesce(
            observed.is_won,
            shipped.is_won,
            lower(trim(observed.stage_name)) in ('closed won', 'won')
        ) as is_won,
        coalesce(
            observed.is_closed,
            shipped.is_closed,
            lower(trim(observed.stage_name)) in ('closed won', 'won', 'closed lost', 'lost')
        ) as is_closed
    from observed
    left join shipped_stages as shipped on lower(trim(observed.stage_name)) = lower(shipped.stage_name)
)

select
    stage_name,
    stage_order,
    static_percentage,
    median_probability,
    is_closed or is_won as is_closed,
    is_won,
    is_proposal,
    buyer_step
from flagged
