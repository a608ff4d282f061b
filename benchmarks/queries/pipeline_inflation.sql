-- Not the reps' names, the probabilities, currency and note. The probabilities are computed in another way here (the
-- gamma function) and differ in their last digits; what follows from them, is_inflated, is compared.
with deals as (
    select *, first_proposal_date is not null as has_proposal from core.fct_opportunity where not is_deleted
),

bounds as (
    select
        getvariable('as_of')::date - least(
            ceil(quantile_cont((closed_date - created_date)::double, 0.9))::integer,
            floor((getvariable('as_of')::date - min(created_date)) / 2.0)::integer
        ) as cohort_end,
        (cohort_end - interval 12 months)::date + 1 as cohort_start
    from deals
),

cohort as (
    select *, owner_at_creation_id as rep_id
    from deals, bounds
    where created_date between cohort_start and cohort_end and owner_at_creation_id is not null
),

counts as (
    select
        rep_id, unnest([
            {'test': 'opportunity_to_proposal', 'n': count(*), 'k': count(*) filter (has_proposal or is_won)},
            {'test': 'proposal_to_won', 'n': count(*) filter (has_proposal),
                'k': count(*) filter (has_proposal and is_won)},
            {'test': 'opportunity_to_won', 'n': count(*), 'k': count(*) filter (is_won)}
        ], recursive := true)
    from cohort
    group by rep_id
),

peers as (
    select
        *,
        row_number() over (partition by test order by k / n, n desc, rep_id)
            > floor(0.15 * count(*) over (partition by test)) as is_peer
    from counts
    where n > 0
),

-- Sums over the peers without the rep.
sums as (
    select
        rep_id, test, n, k,
        count(*) filter (is_peer) over tests - is_peer::integer as peers,
        sum(n) filter (is_peer) over tests - if(is_peer, n, 0) as peer_n,
        sum(k) filter (is_peer) over tests - if(is_peer, k, 0) as peer_k,
        sum(n * n) filter (is_peer) over tests - if(is_peer, n * n, 0) as peer_nn,
        sum(k * k / n) filter (is_peer) over tests - if(is_peer, k * k / n, 0) as moment,
        (peer_k + 0.5::double) / (peer_n + 1) as rate
    from peers
    window tests as (partition by test)
),

priors as (
    select
        *,
        (moment - peer_k * peer_k / peer_n - rate * (1 - rate) * (peers - 1))
        / nullif(rate * (1 - rate) * (peer_n - peer_nn / peer_n - (peers - 1)), 0) as correlation,
        if(correlation > 0, least(greatest(1 / correlation - 1, 1), peer_n + 1), peer_n + 1) as weight,
        rate * weight as a,
        (1 - rate) * weight as b
    from sums
    where peers >= 5
),

-- The beta-binomial distribution up to k.
tails as (
    select
        rep_id, test, rate,
        least(1, list_sum(list_transform(range(k + 1), lambda i: exp(
            lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + lgamma(i + a) + lgamma(n - i + b) - lgamma(n + a + b)
            + lgamma(a + b) - lgamma(a) - lgamma(b)
        )))) as p
    from priors
),

combined as (
    select rep_id, least(1, 3 * min(p)) as p from tails group by rep_id
),

judged as (
    select rep_id, min(scaled) over (order by p desc, rep_id desc) as q
    from (select *, p * count(*) over () / row_number() over (order by p, rep_id) as scaled from combined)
),

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
    from deals
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
