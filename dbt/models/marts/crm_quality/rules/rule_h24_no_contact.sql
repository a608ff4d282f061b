-- One row per open opportunity that has a proposal, or is in a proposal stage or a later one, and has no contact with
-- a role (H24). A CRM that has no contact roles at all is not judged.
{% set rule = {
    'id': 'H24',
    'version': '1',
    'title': 'Proposal without a contact',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': 'in {stage_name}, no contact has a role',
    'expected': 'the contact who decides, with the role',
    'evidence': ['stage_name', 'first_proposal_date'],
    'needs': {'contact_roles': 'not judged'},
} %}
{{ config(meta={'rule': rule}) }}
with people as (

    select distinct opportunity_id
    from {{ ref('fct_opportunity_contact_role') }}

),

systems as (

    select distinct split_part(opportunity_id, ':', 1) as system
    from people

),

found as (

    select
        opportunities.opportunity_id as object_id,
        opportunities.owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        opportunities.amount_rc as value_at_risk_rc,
        opportunities.stage_name,
        opportunities.first_proposal_date
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('dim_stage') }} as stages
        on opportunities.stage_name = stages.stage_name
    left join people
        on opportunities.opportunity_id = people.opportunity_id
    where
        opportunities.is_open
        and not opportunities.is_deleted
        and (
            opportunities.first_proposal_date is not null
            or (not stages.is_closed and {{ is_late_stage('stages') }})
        )
        and people.opportunity_id is null
        and split_part(opportunities.opportunity_id, ':', 1) in (select systems.system from systems)

)

{{ finding(rule) }}
