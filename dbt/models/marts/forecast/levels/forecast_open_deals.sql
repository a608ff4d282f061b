-- One row per open opportunity and credited rep: what it may bring and in which period it is said to close.
with opportunities as (

    select
        opportunity_id,
        owner_id,
        stage_name,
        amount_rc,
        expected_close_date
    from {{ ref('fct_opportunity') }}
    where is_open and not is_deleted

),

splits as (

    select
        opportunity_id,
        rep_id,
        share
    from {{ ref('fct_opportunity_split') }}
    where is_from_split

),

-- A close date that has gone by can only come true in the present period.
credits as (

    select
        opportunities.opportunity_id,
        coalesce(splits.rep_id, opportunities.owner_id, 'unassigned') as rep_id,
        coalesce(splits.share, 1) as share,
        {{ money('opportunities.amount_rc * stages.static_percentage / 100') }} as weighted_amount,
        opportunities.expected_close_date < {{ as_of() }} as is_past_due,
        case
            when opportunities.expected_close_date is not null
                then {{ quarter_start('greatest(opportunities.expected_close_date, ' ~ as_of() ~ ')') }}
        end as period_start
    from opportunities
    left join {{ ref('dim_stage') }} as stages
        on opportunities.stage_name = stages.stage_name
    left join splits
        on opportunities.opportunity_id = splits.opportunity_id

)

select
    opportunity_id,
    rep_id,
    {{ split_money('weighted_amount', 'share', 'opportunity_id', 'rep_id') }} as weighted_amount,
    is_past_due,
    case when weighted_amount is not null then period_start end as period_start
from credits
