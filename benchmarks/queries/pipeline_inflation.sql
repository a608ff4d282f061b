-- Not the reps' names, the probabilities, currency and note. The probabilities are computed in another way here (the
-- gamma function) and differ in their last digits; what follows from them, is_inflated, is compared.
with live as (
    select *, first_proposal_date is not null as has_proposal from core.fct_opportunity where not is_deleted
),

-- part: inflation_odds,

amounts as (
    select
        rep_id, any_value(cohort_start) as cohort_start, any_value(cohort_end) as cohort_end,
        count(*) as opportunities_count,
        count(*) filter (has_proposal or is_won) as proposals_count,
        count(*) filter (is_won) as won_count,
        sum(amount_at_creation_rc)::decimal(18, 2) as created_amount,
        sum(amount_peak_rc)::decimal(18, 2) as peak_amount,
        coalesce(sum(last_proposal_amount_rc), 0)::decimal(18, 2) as proposals_amount
    from cohort
    group by rep_id
),

revenue as (
    select cohort.rep_id, sum(net_amount_rc)::decimal(18, 2) as invoiced_amount
    from cohort inner join core.fct_revenue_line as lines using (opportunity_id)
    where is_won and document_date <= closed_date + interval 12 months
    group by all
),

careers as (
    select
        owner_at_creation_id as rep_id, min(created_date) as first_created,
        coalesce(sum(amount_rc) filter (is_open), 0)::decimal(18, 2) as open_amount
    from live
    group by all
)

select
    amounts.*,
    coalesce(invoiced_amount, 0)::decimal(18, 2) as invoiced_amount,
    proposals_amount / nullif(created_amount, 0) as proposals_to_created_ratio,
    coalesce(invoiced_amount, 0) / nullif(proposals_amount, 0) as invoiced_to_proposals_ratio,
    coalesce(invoiced_amount, 0) / nullif(created_amount, 0) as invoiced_to_created_ratio,
    rates.opportunity_to_proposal_peer_rate, rates.proposal_to_won_peer_rate, rates.opportunity_to_won_peer_rate,
    open_amount,
    if(rates.opportunity_to_won_peer_rate is not null, round(open_amount * greatest(
        1 - won_count / opportunities_count / rates.opportunity_to_won_peer_rate, 0
    ), 2), null)::decimal(18, 2) as excess_open_amount,
    coalesce(hired_on, first_created) + interval 6 months <= getvariable('as_of')::date as is_tenured,
    coalesce(is_tenured and q <= 0.05, false) as is_inflated
from amounts
inner join careers using (rep_id)
left join judged using (rep_id)
left join revenue using (rep_id)
left join (
    select
        rep_id,
        any_value(rate) filter (test = 'opportunity_to_proposal') as opportunity_to_proposal_peer_rate,
        any_value(rate) filter (test = 'proposal_to_won') as proposal_to_won_peer_rate,
        any_value(rate) filter (test = 'opportunity_to_won') as opportunity_to_won_peer_rate
    from tails
    group by all
) as rates using (rep_id)
left join (select rep_id, hired_on from core.dim_rep where is_current) using (rep_id)
