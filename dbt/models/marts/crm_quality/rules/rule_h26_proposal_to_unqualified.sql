-- One row per opportunity whose first proposal was sent while it was in its first stage, or while it had no contact
-- (H26). A criterion without a history in the source is not judged; a confirmed budget has none. Tenders are exempt
-- because they require a proposal at once.
{% set rule = {
    'id': 'H26',
    'version': '2',
    'title': 'Proposal before qualification',
    'object_type': 'opportunity',
    'severities': ['medium'],
    'observed': {
        'stage': 'proposal of {sent_date}, sent in the first stage',
        'contact': 'proposal of {sent_date}, sent without a contact on the deal',
        'stage_and_contact': 'proposal of {sent_date}, sent in the first stage, sent without a contact on the deal',
    },
    'expected': 'a proposal to a named contact after the need was established',
    'evidence': ['reason', 'proposal_id', 'sent_date', 'stage_number', 'contacts'],
    'needs': {
        'proposals': 'not judged',
        'crm_history': 'not judged by stage',
        'contact_roles': 'not judged by contacts',
        'activities': 'not judged by contacts',
    },
} %}
{{ config(meta={'rule': rule}) }}
with first_proposals as (

    select
        proposals.proposal_id,
        proposals.opportunity_id,
        proposals.owner_id,
        proposals.sent_at,
        proposals.sent_date,
        proposals.amount_rc,
        {{ seconds_between(beginning_of_time(), 'proposals.sent_at') }}
        + 3600 * {{ threshold('H26.grace_hours') }} as judged_at
    from {{ ref('fct_proposal') }} as proposals
    inner join {{ ref('fct_opportunity') }} as opportunities
        on proposals.opportunity_id = opportunities.opportunity_id
    where
        proposals.is_first
        and not opportunities.is_deleted
        and not {{ is_tender('opportunities.opportunity_type') }}

),

stages as (

    select
        first_proposals.opportunity_id,
        max(ladder.stage_number) as stage_number
    from first_proposals
    inner join {{ ref('fct_stage_advance') }} as advances
        on
            first_proposals.opportunity_id = advances.opportunity_id
            and first_proposals.judged_at >= {{ seconds_between(beginning_of_time(), 'advances.advanced_at') }}
    inner join {{ ref('dim_stage_ladder') }} as ladder
        on advances.stage_order = ladder.stage_order
    where {{ is_connected('crm_history') }}
    group by first_proposals.opportunity_id

),

-- A contact with a role on the opportunity, or with an activity on it.
known_contacts as (

    select
        opportunity_id,
        contact_id,
        created_at as known_from
    from {{ ref('fct_opportunity_contact_role') }}

    union all

    select
        opportunity_id,
        contact_id,
        occurred_at as known_from
    from {{ ref('fct_activity') }}
    where opportunity_id is not null and contact_id is not null

),

contacts as (

    select
        first_proposals.opportunity_id,
        count(distinct known_contacts.contact_id) as contacts_count
    from first_proposals
    inner join known_contacts
        on
            first_proposals.opportunity_id = known_contacts.opportunity_id
            and (
                known_contacts.known_from is null
                or first_proposals.judged_at >= {{ seconds_between(beginning_of_time(), 'known_contacts.known_from') }}
            )
    group by first_proposals.opportunity_id

),

judged as (

    select
        first_proposals.*,
        stages.stage_number,
        coalesce(contacts.contacts_count, case when {{ is_connected('contact_roles') }} then 0 end) as contacts_count,
        coalesce(stages.stage_number < {{ threshold('H26.stage_least') }}, false) as is_unqualified,
        {{ is_connected('contact_roles') }}
        and {{ is_connected('activities') }}
        and contacts.opportunity_id is null as is_without_contact
    from first_proposals
    left join stages
        on first_proposals.opportunity_id = stages.opportunity_id
    left join contacts
        on first_proposals.opportunity_id = contacts.opportunity_id

),

found as (

    select
        opportunity_id as object_id,
        owner_id as rep_id,
        'medium' as severity,
        cast(1 as double) as confidence,
        amount_rc as value_at_risk_rc,
        case
            when is_unqualified and is_without_contact then 'stage_and_contact'
            when is_unqualified then 'stage'
            else 'contact'
        end as reason,
        proposal_id,
        sent_date,
        stage_number,
        contacts_count as contacts
    from judged
    where is_unqualified or is_without_contact

)

{{ finding(rule) }}
