-- One row per change of a finding that a published run recorded: opened or fixed.
select
    changed_as_of as as_of,
    rule_id,
    rule_version,
    object_type,
    object_id,
    status,
    severity,
    {{ money('value_at_risk_rc') }} as value_at_risk_rc
from {{ union_systems('finding_changes', {
    'string': ['rule_id', 'rule_version', 'object_type', 'object_id', 'status', 'severity'],
    'boolean': ['is_deleted'],
    'decimal(18, 3)': ['value_at_risk_rc'],
    'date': ['changed_as_of'],
}) }} as finding_changes
where changed_as_of <= {{ as_of() }} and not is_deleted
