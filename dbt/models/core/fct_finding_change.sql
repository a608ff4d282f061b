-- One row per change of a finding that a published run recorded: it opened, or it was fixed.
select
    as_of,
    rule_id,
    rule_version,
    object_type,
    object_id,
    status,
    severity,
    {{ money('value_at_risk_rc') }} as value_at_risk_rc
from {{ ref('stg_plumbline__finding_changes') }}
where as_of <= {{ as_of() }}
