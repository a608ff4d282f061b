-- prepared by: fct_buyer_contact, fct_stage_advance, dim_segment, dim_stage_dwell, dim_stage_ladder, fct_open_deal
-- prepared by: pipeline_by_deal
-- Not currency and note.
with
-- part: open_deals,

-- part: deal_shares

select
    getvariable('as_of')::date as as_of, rep_id, period_start,
    count(*) as deals_count,
    sum(amount)::decimal(18, 2) as open_amount,
    sum(static)::decimal(18, 2) as static_amount,
    sum(ladder)::decimal(18, 2) as ladder_amount,
    count(*) filter (has_proposal) as proposals_count,
    coalesce(sum(amount) filter (has_proposal), 0)::decimal(18, 2) as proposals_amount,
    count(*) filter (is_excluded) as excluded_count,
    coalesce(sum(amount) filter (is_excluded), 0)::decimal(18, 2) as dead_weight_amount,
    count(*) filter (is_amount_estimated) as estimated_count,
    count(*) filter (amount is null) as unknown_count
from credits
group by rep_id, period_start
