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
    select
        live.*, owner_at_creation_id as rep_id,
        segment || if(created_date < hired_on + interval 12 months, ', new rep', '') as stratum
    from live
    cross join bounds
    left join (select rep_id, hired_on from core.dim_rep where is_current) as hired
        on owner_at_creation_id = hired.rep_id
    where created_date between cohort_start and cohort_end and owner_at_creation_id is not null
),

large as (
    select segment, grouping(segment) = 1 as is_company, count(amount_at_creation_rc) as wins,
        quantile_cont(amount_at_creation_rc::double, 0.8) as amount
    from cohort
    where is_won
    group by grouping sets ((segment), ())
),

trials as (
    select
        rep_id, stratum, unnest([
            {'test': 'opportunity_to_proposal', 'rho': 0.01, 'weight': 4, 'hit': has_proposal or is_won},
            {'test': 'proposal_to_won', 'rho': 0.04, 'weight': 1, 'hit': if(has_proposal, is_won, null)},
            {'test': 'opportunity_to_won', 'rho': 0.02, 'weight': 2, 'hit': is_won},
            {'test': 'amount', 'rho': 0.01, 'weight': 2, 'hit': if(
                is_won or has_proposal, null, amount_at_creation_rc <= coalesce(own.amount, company.amount)
            )}
        ], recursive := true)
    from cohort
    inner join large as company on company.is_company
    left join large as own on cohort.segment = own.segment and not own.is_company and own.wins >= 20
),

counts as (
    select test, rho, weight, rep_id, count(*)::double as n, sum(hit::int)::double as k, avg(usual) as usual
    from (
        select
            *,
            (sum(hit::int) over (partition by test, stratum) + 10 * avg(hit::int) over (partition by test))
            / (count(*) over (partition by test, stratum) + 10) as usual
        from trials
        where hit is not null
    )
    group by all
),

ranked_peers as (
    select
        *, k / n - usual as excess,
        row_number() over (partition by test order by round(k / n - usual, 12), n desc, rep_id)
            > floor(0.15 * count(*) over (partition by test)) as is_peer
    from counts
),

-- Sums over the peers without the rep.
sums as (
    select
        * exclude (is_peer),
        count(*) filter (is_peer) over tests - is_peer::integer as peers,
        sum(n) filter (is_peer) over tests - if(is_peer, n, 0) as total,
        sum(n * n) filter (is_peer) over tests - if(is_peer, n * n, 0) as squares,
        (sum(n * excess) filter (is_peer) over tests - if(is_peer, n * excess, 0)) / total as shift,
        sum(n * excess * excess) filter (is_peer) over tests - if(is_peer, n * excess * excess, 0) as moment,
        least(greatest(((usual + shift) * total + 0.5) / (total + 1), 0.5 / (total + 1)), 1 - 0.5 / (total + 1))
            as mean,
        mean * (1 - mean) as noise,
        total - squares / total - (peers - 1) as room
    from ranked_peers
    window tests as (partition by test)
),

priors as (
    select
        test, weight, rep_id, n, k,
        1 / power(peers / total + rho, 2) * (peers - 1) / 2 as strength,
        if(
            room > 1e-9, (
                greatest(((moment - shift * shift * total) / 0.64 - noise * (peers - 1)) / (noise * room), 0) * strength
                + rho * 10000
            ) / (strength + 10000), rho
        ) as correlation,
        least(
            greatest(mean - 0.137 * sqrt(noise * (correlation + peers / total)), 0.5 / (total + 1)),
            1 - 0.5 / (total + 1)
        ) as rate,
        rate * (1 / correlation - 1) as a,
        (1 - rate) * (1 / correlation - 1) as b
    from sums
    where peers >= 5
),

-- The beta-binomial distribution up to k, the last term by half.
tails as (
    select
        rep_id, test, weight,
        list_sum(list_transform(range((k + 1)::int), lambda i: if(i = k, 0.5, 1) * exp(
            lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + lgamma(i + a) + lgamma(n - i + b) - lgamma(n + a + b)
            + lgamma(a + b) - lgamma(a) - lgamma(b)
        ))) as p
    from priors
),

combined as (
    select
        rep_id,
        0.5 - atan(sum(weight * tan(pi() * (0.5 - least(greatest(p, 1e-12), 0.95)))) / sum(weight)) / pi() as p
    from tails
    group by rep_id
),

judged as (
    select rep_id, p, min(scaled) over (order by p desc, rep_id desc) as q
    from (select *, p * count(*) over () / row_number() over (order by p, rep_id) as scaled from combined)
)
