-- One row per rep whose opportunities reach a proposal or a win significantly less often than those of peers (H01,
-- layer 2).
{% set rule = {
    'id': 'H01',
    'version': '1',
    'title': 'Pipeline far larger than its results',
    'object_type': 'rep',
    'severities': ['high'],
    'observed': {
        'wins': '{won} of {opportunities} opportunities won',
        'proposals': '{won} of {opportunities} opportunities won, {proposals} reached a proposal',
    },
    'expected': {
        'wins': 'peers win {peer_won_percent} %',
        'proposals': 'peers win {peer_won_percent} % and reach a proposal with {peer_proposals_percent} %',
    },
    'evidence': [
        'reason', 'cohort_start', 'cohort_end', 'opportunities', 'proposals', 'won', 'peer_proposals_percent',
        'peer_won_percent', 'created_amount', 'proposals_amount', 'invoiced_amount', 'p_value', 'q_value',
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
        created_amount,
        proposals_amount,
        invoiced_amount,
        p_value,
        q_value
    from {{ ref('pipeline_inflation') }}
    where is_inflated

)

{{ finding(rule) }}
