-- One row per rep of the H01 cohort: the probability of so few successes if the rep were like the peers, per test and
-- combined.
{%- set tests = ['opportunity_to_proposal', 'proposal_to_won', 'opportunity_to_won', 'amount'] %}
with cohort as (

    select
        *,
        segment || case when is_rep_new then ', new rep' else '' end as stratum,
        case when {{ is_connected('proposals') }} then has_proposal end as is_proposed
    from {{ ref('h01_cohort') }}

),

-- The amount that only the largest wins exceed, per kind of opportunity and of all. Opportunities that come to nothing
-- do not move it.
usual_amounts as (

    select
        segment,
        grouping(segment) = 1 as is_company,
        count(amount_at_creation_rc) as wins_count,
        {{ quantile('amount_at_creation_rc', threshold('H01.amount_quantile')) }} as largest_amount
    from cohort
    where is_won
    group by grouping sets ((segment), ())

),

trials as (

    select
        'opportunity_to_won' as test_name,
        rep_id as entity_id,
        stratum,
        {{ threshold('H01.correlation_opportunity_to_won') }} as usual_correlation,
        case when is_won then 1 else 0 end as is_success
    from cohort

    union all

    select
        'opportunity_to_proposal' as test_name,
        rep_id as entity_id,
        stratum,
        {{ threshold('H01.correlation_opportunity_to_proposal') }} as usual_correlation,
        case when is_proposed or is_won then 1 else 0 end as is_success
    from cohort
    where is_proposed is not null

    union all

    select
        'proposal_to_won' as test_name,
        rep_id as entity_id,
        stratum,
        {{ threshold('H01.correlation_proposal_to_won') }} as usual_correlation,
        case when is_won then 1 else 0 end as is_success
    from cohort
    where is_proposed

    union all

    -- Amounts of the opportunities that came to nothing.
    select
        'amount' as test_name,
        cohort.rep_id as entity_id,
        cohort.stratum,
        {{ threshold('H01.correlation_amount') }} as usual_correlation,
        case when cohort.amount_at_creation_rc <= coalesce(own.largest_amount, company.largest_amount) then 1 else 0 end
            as is_success
    from cohort
    inner join usual_amounts as company
        on company.is_company
    left join usual_amounts as own
        on
            cohort.segment = own.segment
            and not own.is_company
            and own.wins_count >= {{ threshold('H01.wins_least') }}
    where
        not cohort.is_won
        and not coalesce(cohort.is_proposed, false)
        and cohort.amount_at_creation_rc is not null
        and company.largest_amount is not null

),

{{ peer_tests('trials') }},

-- Cauchy combination of probabilities that depend on each other (Liu and Xie, 2020). A test that speaks for the rep
-- counts at most like a probability of 0.95.
weighted as (

    select
        *,
        case test_name
            {%- for test in tests %}
            when '{{ test }}' then {{ threshold('H01.weight_' ~ test) }}
            {%- endfor %}
        end as weight,
        tan(pi() * (0.5 - least(greatest(mid_probability, 1e-12), 0.95))) as evidence
    from peer_tests

),

combined as (

    select
        entity_id as rep_id,
        {%- for test in tests %}
        max(case when test_name = '{{ test }}' then peer_rate end) as {{ test }}_peer_rate,
        max(case when test_name = '{{ test }}' then tail_probability end) as {{ test }}_p,
        {%- endfor %}
        round(0.5 - atan(sum(weight * evidence) / sum(weight)) / pi(), 12) as p_value
    from weighted
    group by entity_id

),

-- Benjamini-Hochberg q value: the false discovery rate when all reps with at most this p value are findings.
ranked as (

    select
        *,
        p_value * count(*) over () / row_number() over (order by p_value, rep_id) as scaled_p
    from combined

)

select
    rep_id,
    {%- for test in tests %}
    {{ test }}_peer_rate,
    {{ test }}_p,
    {%- endfor %}
    p_value,
    round(least(1, min(scaled_p) over (
        order by p_value desc, rep_id desc
        rows between unbounded preceding and current row
    )), 12) as q_value
from ranked
