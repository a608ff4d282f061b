-- One row per rep whose opportunities reach a proposal or a win significantly less often than those of peers (H01,
-- layer 2).
{% set rule = {
    'id': 'H01',
    'version': '1',
    'title': 'Pipeline far larger than its results',
    'object_type': 'rep',
    'severities': ['high'],
    'needs': {},
} %}
{{ config(meta={'rule': rule}) }}
select
    '{{ rule.id }}' as rule_id,
    '{{ rule.version }}' as rule_version,
    '{{ rule.object_type }}' as object_type,
    rep_id as object_id,
    rep_id,
    'high' as severity,
    1 - q_value as confidence,
    excess_open_amount as value_at_risk_rc,
    won_count || ' of ' || opportunities_count || ' opportunities won'
    || coalesce(', ' || proposals_count || ' reached a proposal', '') as observed,
    'peers win ' || cast(cast(round(100 * opportunity_to_won_peer_rate, 1) as decimal(4, 1)) as varchar) || ' %'
    || coalesce(
        ' and reach a proposal with '
        || cast(cast(round(100 * opportunity_to_proposal_peer_rate, 1) as decimal(4, 1)) as varchar) || ' %', ''
    ) as expected,
    {{ json_object_text({
        'cohort_start': 'cast(cohort_start as varchar)',
        'cohort_end': 'cast(cohort_end as varchar)',
        'opportunities': 'opportunities_count',
        'proposals': 'proposals_count',
        'won': 'won_count',
        'created_amount': 'created_amount',
        'proposals_amount': 'proposals_amount',
        'invoiced_amount': 'invoiced_amount',
        'p_value': 'p_value',
        'q_value': 'q_value',
    }) }} as evidence_json
from {{ ref('pipeline_inflation') }}
where is_inflated
