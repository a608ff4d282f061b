-- One row per open opportunity and credited rep: its expected amount and the period in which it is expected to close.
with splits as (

    select
        opportunity_id,
        rep_id,
        share
    from {{ ref('fct_opportunity_split') }}
    where is_from_split and credit_type = 'revenue'

),

credits as (

    select
        deals.opportunity_id,
        coalesce(splits.rep_id, deals.rep_id) as rep_id,
        coalesce(splits.share, 1) as share,
        deals.amount_rc,
        deals.static_amount,
        deals.ladder_amount,
        deals.has_proposal,
        deals.ladder_steps,
        deals.is_excluded,
        deals.is_past_due,
        deals.is_amount_estimated,
        deals.period_start
    from {{ ref('pipeline_by_deal') }} as deals
    left join splits
        on deals.opportunity_id = splits.opportunity_id

)

select
    opportunity_id,
    rep_id,
    {{ split_money('amount_rc', 'share', 'opportunity_id', 'rep_id') }} as amount,
    {{ split_money('static_amount', 'share', 'opportunity_id', 'rep_id') }} as static_amount,
    {{ split_money('ladder_amount', 'share', 'opportunity_id', 'rep_id') }} as ladder_amount,
    has_proposal,
    ladder_steps,
    is_excluded,
    is_past_due,
    is_amount_estimated,
    period_start
from credits
