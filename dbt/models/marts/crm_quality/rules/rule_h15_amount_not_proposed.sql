-- One row per open or won opportunity whose amount is more than a tenth above or below its last proposal (H15), in its
-- own currency, or in the reporting currency where the proposal has another one. A declined, cancelled or expired
-- proposal is no offer.
{% set rule = {
    'id': 'H15',
    'version': '1',
    'title': 'Amount differs from the proposal',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'the amount is {amount_percent} % of the last proposal, sent on {sent_date}',
    'expected': 'the amount of the proposal, give or take {tolerance_percent} %',
    'evidence': ['proposal_id', 'sent_date', 'amount_percent', 'tolerance_percent', 'gap_amount'],
    'needs': {'proposals': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with proposals as (

    select
        *,
        row_number() over (partition by opportunity_id order by version desc) as recency
    from {{ ref('fct_proposal') }}
    where status <> 'declined'

),

compared as (

    select
        opportunities.opportunity_id,
        coalesce(opportunities.owner_at_close_id, opportunities.owner_id) as rep_id,
        proposals.proposal_id,
        proposals.sent_date,
        abs(opportunities.amount_rc - proposals.amount_rc) as gap_amount_rc,
        case
            when opportunities.currency = proposals.currency
                then {{ ratio('opportunities.amount', 'proposals.amount') }}
            else {{ ratio('opportunities.amount_rc', 'proposals.amount_rc') }}
        end as amount_share
    from {{ ref('fct_opportunity') }} as opportunities
    inner join proposals
        on opportunities.opportunity_id = proposals.opportunity_id and proposals.recency = 1
    where
        proposals.amount > 0
        and opportunities.amount > 0
        and (opportunities.is_open or opportunities.is_won)
        and not opportunities.is_deleted

),

found as (

    select
        opportunity_id as object_id,
        rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        {{ money('gap_amount_rc') }} as value_at_risk_rc,
        proposal_id,
        sent_date,
        {{ percent('amount_share') }} as amount_percent,
        {{ percent(threshold('H15.deviation_most')) }} as tolerance_percent,
        gap_amount_rc as gap_amount
    from compared
    -- Rounded, because 1.1 - 1 is a little more than 0.1.
    where round(abs(amount_share - 1), 9) > {{ threshold('H15.deviation_most') }}

)

{{ finding(rule) }}
