-- One row per rule and object that the rule reports as of AS_OF.
{% for rule in registered_rules() %}
select
    rule_id,
    rule_version,
    object_type,
    object_id,
    rep_id,
    severity,
    confidence,
    value_at_risk_rc,
    observed,
    expected,
    evidence_json
from {{ ref(rule) }}
{% if not loop.last %}
union all
{% endif %}
{%- endfor %}
