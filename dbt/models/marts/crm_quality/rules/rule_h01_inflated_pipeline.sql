-- One row per rep whose opportunities reach a proposal or a win significantly less often than those of peers, or whose
-- opportunities that come to nothing are larger (H01). Peers are compared within the kind of opportunity.
{% set rule = {
    'id': 'H01',
    'version': '2',
    'title': 'Pipeline far larger than its results',
    'object_type': 'rep',
    'severities': ['high'],
    'observed': {
        'wins': 'opportunities of {created_thousands} k became sales of {sales_thousands} k; '
            '{won} of {opportunities} were won',
        'proposals': 'opportunities of {created_thousands} k became proposals of {proposals_thousands} k and sales of '
            '{sales_thousands} k; {won} of {opportunities} were won, {proposals} reached a proposal',
    },
    'expected': {
        'wins': 'peers win {peer_won_percent} %',
        'proposals': 'peers win {peer_won_percent} % and reach a proposal with {peer_proposals_percent} %',
    },
    'evidence': [
        'reason', 'cohort_start', 'cohort_end', 'opportunities', 'proposals', 'won', 'peer_proposals_percent',
        'peer_won_percent', 'created_thousands', 'proposals_thousands', 'sales_thousands', 'currency', 'p_value',
        'q_value',
    ],
    'needs': {},
} %}
{{ config(meta={'rule': rule}) }}
with found as (

    select
        rep_id as object_id,
        rep_id,
        'high' as severity,
        1 - q_value as confidence,
        excess_open_amount as value_at_risk_rc,
        case
            when proposals_count is null or opportunity_to_proposal_peer_rate is null then 'wins' else 'proposals'
        end as reason,
        cohort_start,
        cohort_end,
        opportunities_count as opportunities,
        proposals_count as proposals,
        won_count as won,
        {{ percent('opportunity_to_proposal_peer_rate') }} as peer_proposals_percent,
        {{ percent('opportunity_to_won_peer_rate') }} as peer_won_percent,
        cast(round(created_amount / 1000) as bigint) as created_thousands,
        cast(round(proposals_amount / 1000) as bigint) as proposals_thousands,
        cast(round(sales_amount / 1000) as bigint) as sales_thousands,
        currency,
        p_value,
        q_value
    from {{ ref('pipeline_inflation') }}
    where is_inflated

)

{{ finding(rule) }}
