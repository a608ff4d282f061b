-- One row per rep of the H01 cohort: the probability of so few successes if the rep were like the peers, per test and
-- combined.
{%- set tests = ['opportunity_to_proposal', 'proposal_to_won', 'opportunity_to_won'] %}
with cohort as (

    select * from {{ ref('h01_cohort') }}

),

trials as (

    select
        'opportunity_to_won' as test_name,
        rep_id as entity_id,
        case when is_won then 1 else 0 end as is_success
    from cohort

    union all

    select
        'opportunity_to_proposal' as test_name,
        rep_id as entity_id,
        case when has_proposal or is_won then 1 else 0 end as is_success
    from cohort
    where {{ is_connected('proposals') }}

    union all

    select
        'proposal_to_won' as test_name,
        rep_id as entity_id,
        case when is_won then 1 else 0 end as is_success
    from cohort
    where has_proposal and {{ is_connected('proposals') }}

),

{{ peer_tests('trials', threshold('H01.prior_trim'), threshold('H01.peers_least')) }},

-- The tests of one rep depend on each other; the Bonferroni correction (smallest probability times number of tests) is
-- valid for dependent tests.
combined as (

    select
        entity_id as rep_id,
        {%- for test in tests %}
        max(case when test_name = '{{ test }}' then peer_rate end) as {{ test }}_peer_rate,
        max(case when test_name = '{{ test }}' then tail_probability end) as {{ test }}_p,
        {%- endfor %}
        least(1, min(tail_probability) * case when {{ is_connected('proposals') }} then 3 else 1 end) as p_value
    from peer_tests
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
