-- From `live`, the deals that are not deleted: how unlikely each rep's cohort is beside the peers' (rule H01).
bounds as (
    select
        getvariable('as_of')::date - least(
            ceil(quantile_cont((closed_date - created_date)::double, 0.9))::integer,
            floor((getvariable('as_of')::date - min(created_date)) / 2.0)::integer
        ) as cohort_end,
        (cohort_end - interval 12 months)::date + 1 as cohort_start
    from live
),

cohort as (
    select *, owner_at_creation_id as rep_id
    from live, bounds
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
)
