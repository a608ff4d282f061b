{#-
    peer_tests('trials'): common table expressions that give, per test and entity, the probability of so few successes
    if the entity is like its peers. `trials` is a relation with one row per trial: test_name, entity_id, stratum,
    is_success, and usual_correlation, which is one per test. The last one, `peer_tests`, has one row per test and entity: trials, successes, peer_rate, peer_weight
    (the prior is Beta(peer_rate * peer_weight, (1 - peer_rate) * peer_weight)), tail_probability = P(X <= successes)
    for a beta-binomial X, and mid_probability, in which P(X = successes) counts half.

    What is usual for an entity is the rate of its strata, each drawn towards the rate of all as by ten more trials. The
    prior is estimated from the other entities without those that are farthest below what is usual for them, so that
    the entities to be found do not make low rates normal. A normal distribution without its lowest 15% has 0.640 of
    its variance, and a mean that is 0.274 standard deviations higher: the variance is restored, and half of the mean,
    because entities to be found are among those left out. The spread of the rates is Kleinman's moment estimator of the
    correlation between trials of one entity, averaged with a usual correlation by their precision.
    The tail is exact, computed from ratios of neighbouring terms by logarithms alone, which every engine has:
        P(0) = product of (b + i) / (a + b + i), P(i + 1) / P(i) = (n - i) (a + i) / ((i + 1) (b + n - i - 1)).
-#}
{% macro peer_tests(trials) -%}
{%- set noise = 'trimmed_rate * (1 - trimmed_rate)' -%}
usual_rates as (

    select
        test_name,
        entity_id,
        is_success,
        usual_correlation,
        (
            sum(is_success) over (partition by test_name, stratum)
            + {{ threshold('H01.stratum_trials') }} * avg(is_success) over (partition by test_name)
        ) / (count(*) over (partition by test_name, stratum) + {{ threshold('H01.stratum_trials') }}) as usual_rate
    from {{ trials }}

),

peer_counts as (

    select
        test_name,
        entity_id,
        cast(count(*) as double) as trials,
        cast(sum(is_success) as double) as successes,
        avg(usual_rate) as usual_rate,
        avg(is_success) - avg(usual_rate) as excess_rate,
        max(usual_correlation) as usual_correlation
    from usual_rates
    group by test_name, entity_id

),

-- Rounded, so that equal rates are equal on every machine.
peer_ranks as (

    select
        *,
        row_number() over (partition by test_name order by round(excess_rate, 12), trials desc, entity_id)
        > floor({{ threshold('H01.prior_trim') }} * count(*) over (partition by test_name)) as is_peer
    from peer_counts

),

-- Sums over the peers without the entity itself.
peer_sums as (

    select
        *,
        {%- for name, term in [
            ('peers', '1'),
            ('peer_trials', 'trials'),
            ('peer_trials_squared', 'trials * trials'),
            ('peer_excess', 'trials * excess_rate'),
            ('peer_excess_moment', 'trials * excess_rate * excess_rate'),
        ] %}
        sum(case when is_peer then {{ term }} else 0 end) over (partition by test_name)
        - case when is_peer then {{ term }} else 0 end as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from peer_ranks

),

-- Half a success and half a failure keep the rate away from 0 and 1, as in the Jeffreys prior.
peer_rates as (

    select
        *,
        ((usual_rate + peer_excess / peer_trials) * peer_trials + 0.5) / (peer_trials + 1) as unbounded_rate,
        (peer_excess_moment - peer_excess * peer_excess / peer_trials)
        / {{ threshold('H01.trimmed_variance') }} as spread,
        peer_trials - peer_trials_squared / peer_trials - (peers - 1) as spread_weight
    from peer_sums
    where peers >= {{ threshold('H01.peers_least') }}

),

bounded_rates as (

    select
        *,
        least(greatest(unbounded_rate, 0.5 / (peer_trials + 1)), 1 - 0.5 / (peer_trials + 1)) as trimmed_rate
    from peer_rates

),

measured_correlations as (

    select
        *,
        -- Not measurable when each peer has one trial; the weight is 0 then, but for rounding.
        case
            when spread_weight > 1e-9
                then greatest((spread - {{ noise }} * (peers - 1)) / ({{ noise }} * spread_weight), 0)
        end as measured_correlation,
        (peers - 1) / 2 / power(peers / peer_trials + usual_correlation, 2) as precision_measured,
        1 / power({{ threshold('H01.correlation_error') }}, 2) as precision_usual
    from bounded_rates

),

peer_correlations as (

    select
        *,
        coalesce(
            (measured_correlation * precision_measured + usual_correlation * precision_usual)
            / (precision_measured + precision_usual),
            usual_correlation
        ) as correlation
    from measured_correlations

),

peer_priors as (

    select
        *,
        1 / correlation - 1 as peer_weight,
        least(
            greatest(
                trimmed_rate
                - {{ threshold('H01.trimmed_mean') }} * sqrt({{ noise }} * (correlation + peers / peer_trials)),
                0.5 / (peer_trials + 1)
            ),
            1 - 0.5 / (peer_trials + 1)
        ) as peer_rate
    from peer_correlations

),

-- Trials are exchangeable, so their number is sufficient.
trial_steps as (

    select
        test_name,
        entity_id,
        trials,
        successes,
        peer_rate * peer_weight as prior_a,
        (1 - peer_rate) * peer_weight as prior_b,
        cast(step as double) as step
    from {{ plumbline.counted_up('peer_priors', 'trials', 'step') }} as counted

),

log_none as (

    select
        test_name,
        entity_id,
        sum(ln((prior_b + step) / (prior_a + prior_b + step))) as log_none
    from trial_steps
    group by test_name, entity_id

),

-- Log ratio of neighbouring terms, summed from zero successes up to the observed number.
log_growths as (

    select
        test_name,
        entity_id,
        step + 1 = successes as is_last,
        sum(ln((trials - step) * (prior_a + step) / ((step + 1) * (prior_b + trials - step - 1)))) over (
            partition by test_name, entity_id
            order by step
        ) as log_growth
    from trial_steps
    where step < successes

),

tails as (

    select
        log_none.test_name,
        log_none.entity_id,
        exp(max(log_none.log_none))
        + coalesce(sum(exp(log_none.log_none + log_growths.log_growth)), 0) as tail_probability,
        exp(
            max(log_none.log_none) + coalesce(max(case when log_growths.is_last then log_growths.log_growth end), 0)
        ) as last_probability
    from log_none
    left join log_growths
        on
            log_none.test_name = log_growths.test_name
            and log_none.entity_id = log_growths.entity_id
    group by log_none.test_name, log_none.entity_id

),

-- Rounded to twelve digits, which are the same on every machine whatever the order of summation.
peer_tests as (

    select
        peer_priors.test_name,
        peer_priors.entity_id,
        peer_priors.trials,
        peer_priors.successes,
        peer_priors.peer_rate,
        peer_priors.peer_weight,
        round(least(tails.tail_probability, 1), 12) as tail_probability,
        round(least(tails.tail_probability, 1) - tails.last_probability / 2, 12) as mid_probability
    from peer_priors
    inner join tails
        on
            peer_priors.test_name = tails.test_name
            and peer_priors.entity_id = tails.entity_id

)
{%- endmacro %}

{#-
    counted_up('priors', 'trials', 'step'): a subquery: each row repeated as often as the column says, numbered from 0.
-#}
{% macro counted_up(relation, column, number) -%}
    {{ return(adapter.dispatch('counted_up', 'plumbline')(relation, column, number)) }}
{%- endmacro %}

{% macro duckdb__counted_up(relation, column, number) -%}
    (select *, unnest(range(cast({{ column }} as bigint))) as {{ number }} from {{ relation }})
{%- endmacro %}
