-- One row per rep of H01's cohort: how likely so few successes are for a rep like the others, per test and over all
-- of them.
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

-- The tests of one rep depend on each other: the smallest probability times their number is right all the same.
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

-- Benjamini and Hochberg's q: the share of false alarms when every rep at least as unlike the peers is named.
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
