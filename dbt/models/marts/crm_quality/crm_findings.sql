-- One row per rule and object whose entry contradicts itself or another system as of AS_OF, and per finding that has
-- been fixed.
with rule_findings as (

    select * from {{ ref('rule_findings') }}

),

-- History from published runs: the last status of each finding, and since when it has it.
changes as (

    select
        *,
        row_number() over (partition by rule_id, object_type, object_id order by as_of desc) as change_rank,
        max(case when status = 'open' then as_of end) over (partition by rule_id, object_type, object_id) as opened_on
    from {{ ref('fct_finding_change') }}

),

last_changes as (

    select * from changes
    where change_rank = 1

),

waivers as (

    select
        rule_id,
        {{ long_id('object_id') }} as object_id,
        valid_from,
        waived_by,
        reason
    from {{ ref('waivers') }}
    where valid_from <= {{ as_of() }} and (valid_to is null or valid_to >= {{ as_of() }})

),

ranked_waivers as (

    select
        *,
        row_number() over (
            partition by rule_id, object_id order by valid_from desc, waived_by asc, reason asc
        ) as waiver_rank
    from waivers

),

current_findings as (

    select
        rule_findings.*,
        case when last_changes.status = 'open' then last_changes.as_of else {{ as_of() }} end as first_seen,
        {{ as_of() }} as last_seen,
        case when ranked_waivers.rule_id is not null then 'waived' else 'open' end as status,
        ranked_waivers.waived_by,
        ranked_waivers.reason as waive_reason
    from rule_findings
    left join last_changes
        on
            rule_findings.rule_id = last_changes.rule_id
            and rule_findings.object_type = last_changes.object_type
            and rule_findings.object_id = last_changes.object_id
    left join ranked_waivers
        on
            rule_findings.rule_id = ranked_waivers.rule_id
            and rule_findings.object_id = ranked_waivers.object_id
            and ranked_waivers.waiver_rank = 1

),

fixed_findings as (

    select
        last_changes.rule_id,
        last_changes.rule_version,
        last_changes.object_type,
        last_changes.object_id,
        case
            when last_changes.object_type = 'rep' then last_changes.object_id
            else opportunities.owner_id
        end as rep_id,
        last_changes.severity,
        cast(null as double) as confidence,
        last_changes.value_at_risk_rc,
        'no longer found' as observed,
        cast(null as varchar) as expected,
        '{}' as evidence_json,
        coalesce(last_changes.opened_on, last_changes.as_of) as first_seen,
        case when last_changes.status = 'fixed' then last_changes.as_of else {{ as_of() }} end as last_seen,
        'fixed' as status,
        cast(null as varchar) as waived_by,
        cast(null as varchar) as waive_reason
    from last_changes
    left join rule_findings
        on
            last_changes.rule_id = rule_findings.rule_id
            and last_changes.object_type = rule_findings.object_type
            and last_changes.object_id = rule_findings.object_id
    left join {{ ref('fct_opportunity') }} as opportunities
        on last_changes.object_id = opportunities.opportunity_id
    where rule_findings.rule_id is null

),

findings as (

    select * from current_findings
    union all
    select * from fixed_findings

)

select
    findings.rule_id,
    findings.rule_version,
    {{ as_of() }} as as_of,
    findings.object_type,
    findings.object_id,
    accounts.account_name,
    opportunities.stage_name,
    coalesce(opportunities.closed_date, opportunities.expected_close_date) as close_date,
    findings.rep_id,
    findings.severity,
    findings.confidence,
    {{ money('findings.value_at_risk_rc') }} as value_at_risk_rc,
    findings.observed,
    findings.expected,
    findings.evidence_json,
    findings.first_seen,
    findings.last_seen,
    findings.status,
    findings.waived_by,
    findings.waive_reason
from findings
left join {{ ref('fct_opportunity') }} as opportunities
    on
        findings.object_type = 'opportunity'
        and findings.object_id = opportunities.opportunity_id
left join {{ ref('dim_account') }} as accounts
    on opportunities.account_id = accounts.account_id
