-- One row per rep: outcomes of the opportunities that the rep created, compared with the rates of peers.
with cohort as (

    select * from {{ ref('h01_cohort') }}

),

evidence as (

    select * from {{ ref('h01_evidence') }}

),

amounts as (

    select
        rep_id,
        min(cohort_start) as cohort_start,
        min(cohort_end) as cohort_end,
        count(*) as opportunities_count,
        count(case when has_proposal or is_won then 1 end) as proposals_count,
        count(case when is_won then 1 end) as won_count,
        {{ money('sum(amount_at_creation_rc)') }} as created_amount,
        {{ money('sum(amount_peak_rc)') }} as peak_amount,
        {{ money('coalesce(sum(last_proposal_amount_rc), 0)') }} as proposals_amount
    from cohort
    group by rep_id

),

-- Amounts invoiced for the cohort's opportunities, up to a year after each win; without a linked invoice the amount in
-- the CRM.
revenue as (

    select
        cohort.rep_id,
        sum(deals.invoiced_amount_rc) as invoiced_amount,
        sum(deals.sales_amount_rc) as sales_amount,
        count(case when deals.is_claimed then 1 end) as claimed_count
    from cohort
    inner join {{ ref('deal_revenue') }} as deals
        on cohort.opportunity_id = deals.opportunity_id
    group by cohort.rep_id

),

rep_totals as (

    select
        owner_at_creation_id as rep_id,
        min(created_date) as first_created_date,
        {{ money('coalesce(sum(case when is_open then amount_rc end), 0)') }} as open_amount
    from {{ ref('fct_opportunity') }}
    where not is_deleted
    group by owner_at_creation_id

),

joined as (

    select
        amounts.*,
        {%- for test in ['opportunity_to_proposal', 'proposal_to_won', 'opportunity_to_won'] %}
        evidence.{{ test }}_peer_rate,
        evidence.{{ test }}_p,
        {%- endfor %}
        evidence.p_value,
        evidence.q_value,
        coalesce(reps.rep_name, amounts.rep_id) as rep_name,
        {{ ratio('amounts.won_count', 'amounts.opportunities_count') }} as win_rate,
        rep_totals.open_amount,
        {{ add_months(
            'coalesce(reps.hired_on, rep_totals.first_created_date)', threshold('H01.tenure_months_least')
        ) }} <= {{ as_of() }} as is_tenured,
        {{ is_connected('accounting') }} as has_accounting,
        coalesce(revenue.invoiced_amount, 0) as invoiced_amount,
        coalesce(revenue.sales_amount, 0) as sales_amount,
        coalesce(revenue.claimed_count, 0) as claimed_count,
        {{ is_connected('proposals') }} as has_proposals
    from amounts
    left join evidence
        on amounts.rep_id = evidence.rep_id
    left join revenue
        on amounts.rep_id = revenue.rep_id
    inner join rep_totals
        on amounts.rep_id = rep_totals.rep_id
    left join {{ ref('dim_rep') }} as reps
        on
            amounts.rep_id = reps.rep_id
            and reps.is_current

),

-- The part of the rep's open amount that exceeds what the peers' win rate would support.
judged as (

    select
        *,
        case
            when opportunity_to_won_peer_rate is not null
                then greatest(1 - {{ ratio('win_rate', 'opportunity_to_won_peer_rate') }}, 0)
        end as excess_share
    from joined

)

select
    rep_id,
    rep_name,
    cohort_start,
    cohort_end,
    opportunities_count,
    case when has_proposals then proposals_count end as proposals_count,
    won_count,
    created_amount,
    peak_amount,
    case when has_proposals then proposals_amount end as proposals_amount,
    case when has_accounting then {{ money('invoiced_amount') }} end as invoiced_amount,
    {{ money('sales_amount') }} as sales_amount,
    claimed_count,
    case when has_proposals then {{ ratio('proposals_amount', 'created_amount') }} end as proposals_to_created_ratio,
    case when has_proposals then {{ ratio('sales_amount', 'proposals_amount') }} end as sales_to_proposals_ratio,
    {{ ratio('sales_amount', 'created_amount') }} as sales_to_created_ratio,
    opportunity_to_proposal_peer_rate,
    opportunity_to_proposal_p,
    proposal_to_won_peer_rate,
    proposal_to_won_p,
    opportunity_to_won_peer_rate,
    opportunity_to_won_p,
    p_value,
    q_value,
    open_amount,
    {{ money('open_amount * excess_share') }} as excess_open_amount,
    is_tenured,
    coalesce(is_tenured and q_value <= {{ threshold('H01.q') }}, false) as is_inflated,
    '{{ reporting_currency() }}' as currency,
    nullif(concat_ws(
        '; ',
        'proposals: ' || {{ not_connected_reason('proposals') }},
        'invoiced_amount: ' || {{ not_connected_reason('accounting') }},
        case
            when claimed_count > 0 and has_accounting
                then
                    'sales_amount: ' || claimed_count
                    || ' won without a linked invoice count with the amount in the CRM'
        end,
        case when p_value is null then 'p_value: too few peers to compare with' end,
        case when not is_tenured then 'no finding: the rep is new' end
    ), '') as note
from judged
