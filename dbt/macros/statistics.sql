{#-
    split_money(amount, share, whole, part): the part's share of an amount in cents. The shares of one whole add up
    exactly, because the largest share (the first part of several equal ones) takes the rounding difference.
-#}
{% macro split_money(amount, share, whole, part) -%}
    {%- set rounded = plumbline.money('cast(' ~ amount ~ ' as decimal(19, 3)) * ' ~ share) -%}
    {{ plumbline.money(
        rounded ~ " + case when row_number() over (partition by " ~ whole ~ " order by " ~ share ~ " desc, " ~ part
        ~ ") = 1 then " ~ amount ~ " - sum(" ~ rounded ~ ") over (partition by " ~ whole ~ ") else 0 end"
    ) }}
{%- endmacro %}

{#-
    wilson_bound('low', 'successes', 'trials', threshold('C2.interval_z')): the lower ('high': the upper) end of the
    Wilson interval of a rate, z standard deviations wide to each side; NULL without trials. Unlike the normal
    approximation it stays within 0 and 1 and is defined for 0 of n. The ends at 0 of n and n of n are set to exactly 0
    and 1, free of rounding errors.
-#}
{% macro wilson_bound(end, successes, trials, z) -%}
    {%- set n = "nullif(cast(" ~ trials ~ " as double), 0)" -%}
    {%- set k = "cast(" ~ successes ~ " as double)" -%}
    case
        when {{ k }} = {{ '0' if end == 'low' else n }} then {{ '0' if end == 'low' else '1' }}
        else (
            {{ k }} + {{ z }} * {{ z }} / 2 {{ '-' if end == 'low' else '+' }} {{ z }} * sqrt(
                {{ k }} * ({{ n }} - {{ k }}) / {{ n }} + {{ z }} * {{ z }} / 4
            )
        ) / ({{ n }} + {{ z }} * {{ z }})
    end
{%- endmacro %}

{#-
    peer_tests('trials'): common table expressions that give, per test and entity, the probability of so few successes
    if the entity is like its peers. `trials` is a relation with one row per trial: test_name, entity_id, is_success.
    The last one, `peer_tests`, has one row per test and entity: trials, successes, peer_rate, peer_weight (the prior is
    Beta(peer_rate * peer_weight, (1 - peer_rate) * peer_weight)) and tail_probability = P(X <= successes) for a
    beta-binomial X.

    The prior is estimated from the other entities without the lowest `trim`, so that the entities to be found do not
    make low rates normal. Its mean is their pooled rate; its weight is Kleinman's moment estimator of the spread of
    their rates beyond binomial noise. Without such spread the weight is the number of the peers' own trials: with half
    a success and half a failure added this is the Jeffreys posterior of one common rate, never a rate of 0 or 1.
    The tail is exact, computed from ratios of neighbouring terms by logarithms alone, which every engine has:
        P(0) = product of (b + i) / (a + b + i), P(i + 1) / P(i) = (n - i) (a + i) / ((i + 1) (b + n - i - 1)).
-#}
{% macro peer_tests(trials, trim, peers_least) -%}
peer_counts as (

    select
        test_name,
        entity_id,
        cast(count(*) as double) as trials,
        cast(sum(is_success) as double) as successes
    from {{ trials }}
    group by test_name, entity_id

),

peer_ranks as (

    select
        *,
        row_number() over (
            partition by test_name
            order by successes / trials, trials desc, entity_id
        ) > floor({{ trim }} * count(*) over (partition by test_name)) as is_peer
    from peer_counts

),

-- Sums over the peers without the entity itself, and of squared rates, which give the spread.
peer_sums as (

    select
        *,
        {%- for name, term in [
            ('peers', '1'),
            ('peer_trials', 'trials'),
            ('peer_successes', 'successes'),
            ('peer_trials_squared', 'trials * trials'),
            ('peer_rate_moment', 'successes * successes / trials'),
        ] %}
        sum(case when is_peer then {{ term }} else 0 end) over (partition by test_name)
        - case when is_peer then {{ term }} else 0 end as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from peer_ranks

),

peer_rates as (

    select
        *,
        (peer_successes + 0.5) / (peer_trials + 1) as peer_rate,
        peer_rate_moment - peer_successes * peer_successes / nullif(peer_trials, 0) as spread,
        peer_trials - peer_trials_squared / nullif(peer_trials, 0) - (peers - 1) as spread_weight
    from peer_sums
    where peers >= {{ peers_least }}

),

peer_correlations as (

    select
        *,
        (spread - peer_rate * (1 - peer_rate) * (peers - 1))
        / nullif(peer_rate * (1 - peer_rate) * spread_weight, 0) as correlation
    from peer_rates

),

-- A weight below 1 would make the prior U-shaped: all or nothing.
peer_priors as (

    select
        *,
        case
            when correlation > 0 then least(greatest(1 / correlation - 1, 1), peer_trials + 1)
            else peer_trials + 1
        end as peer_weight
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
        + coalesce(sum(exp(log_none.log_none + log_growths.log_growth)), 0) as tail_probability
    from log_none
    left join log_growths
        on
            log_none.test_name = log_growths.test_name
            and log_none.entity_id = log_growths.entity_id
    group by log_none.test_name, log_none.entity_id

),

peer_tests as (

    select
        peer_priors.test_name,
        peer_priors.entity_id,
        peer_priors.trials,
        peer_priors.successes,
        peer_priors.peer_rate,
        peer_priors.peer_weight,
        -- Rounded to twelve digits, which are the same on every machine whatever the order of summation.
        round(least(tails.tail_probability, 1), 12) as tail_probability
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
