-- One row per lead created by AS_OF or at an unknown time, in its state at AS_OF: the disposition claimed by the CRM
-- and the one derived from activities.
with leads as (
    select * from {{ ref('int_leads_dated') }}
),

rules as (
    select * from {{ ref('fct_lead_rule') }}
),

channels as (
    select * from {{ ref('int_lead_channels') }}
),

touches as (
    select
        lead_id,
        count(case when is_attempt and not is_automated then 1 end) as attempts_count,
        count(case when is_attempt and is_automated then 1 end) as automated_count,
        min(case when is_attempt and not is_automated then occurred_at end) as first_attempt_at,
        min(case when is_two_way then occurred_at end) as first_contact_at,
        max(case when is_number_invalid then 1 else 0 end) = 1 as is_number_invalid
    from {{ ref('fct_lead_touch') }}
    group by lead_id
),

mapped_values as (
    select * from {{ ref('int_mapped_values') }}
),

claims as (
    select events.lead_id, min(events.occurred_date) as qualified_date
    from {{ ref('fct_lead_status_event') }} as events
    inner join mapped_values
        on mapped_values.value_kind = 'lead_status' and {{ text_key('events.new_value') }} = mapped_values.entered_value
    where events.event_type in ('status', 'disposition') and mapped_values.meaning = 'qualified'
    group by events.lead_id
),

-- A lead is proposal-ready when its opportunity reached a stage in which buyers ask for a proposal, or a later one,
-- whether or not one was sent.
proposal_ready_dates as (
    select intervals.opportunity_id, {{ business_date('min(intervals.valid_from)') }} as ready_date
    from {{ ref('fct_opportunity_interval') }} as intervals
    inner join {{ ref('dim_stage') }} as stages on intervals.stage_name = stages.stage_name
    where {{ is_late_stage('stages') }} and (not stages.is_closed or stages.is_won)
    group by intervals.opportunity_id
),

joined as (
    select
        leads.*,
        rules.rule_id as lead_rule_id,
        rules.basis as lead_basis,
        seniorities.meaning as seniority,
        case when rules.fired_at < leads.created_at then leads.created_at else rules.fired_at end as became_lead_at,
        coalesce(touches.attempts_count, 0) as attempts_count,
        coalesce(touches.automated_count, 0) as automated_count,
        touches.first_attempt_at,
        touches.first_contact_at,
        leads.claimed_disposition = 'qualified' as is_qualified,
        least(claims.qualified_date, case when leads.is_converted then leads.converted_date end) as qualified_date,
        case when leads.is_converted then proposal_ready_dates.ready_date end as proposal_ready_date,
        -- Every known channel is invalid, or none is known. NULL for a person whose data is erased.
        coalesce(
            (not channels.has_email or channels.is_email_bounced)
            and (not channels.has_phone or coalesce(touches.is_number_invalid, false)),
            false
        ) as is_unreachable
    from leads
    left join rules on leads.lead_id = rules.lead_id
    left join channels on leads.lead_id = channels.lead_id
    left join mapped_values as seniorities
        on seniorities.value_kind = 'title' and {{ text_key('leads.title') }} = seniorities.entered_value
    left join touches on leads.lead_id = touches.lead_id
    left join claims on leads.lead_id = claims.lead_id
    left join proposal_ready_dates on leads.converted_opportunity_id = proposal_ready_dates.opportunity_id
),

-- Without activities, attempts are unknown: only the dispositions claimed by the CRM are used.
derived as (
    select
        *,
        case
            when claimed_disposition in ('qualified', 'unqualified', 'wrong_person') then claimed_disposition
            when not {{ is_connected('activities') }} then null
            when first_contact_at is not null then 'contacted_open'
            when is_unreachable then 'bad_info'
            when attempts_count >= {{ threshold('M24.attempts_least') }} then 'no_response'
            when attempts_count > 0 then 'in_progress'
            else 'no_attempt'
        end as derived_disposition
    from joined
)

select
    lead_id,
    created_at,
    {{ business_date('created_at') }} as created_date,
    coalesce(lead_source, '(none)') as lead_source,
    coalesce(nullif(trim(last_source), ''), '(none)') as last_source,
    lead_rule_id is not null as is_lead,
    lead_rule_id,
    lead_basis,
    seniority,
    {{ business_date('became_lead_at') }} as became_lead_date,
    owner_id,
    owner_at_creation_id,
    status,
    disposition,
    claimed_disposition,
    derived_disposition,
    -- A lead with any activity is expected to have the disposition of work in progress.
    coalesce(
        claimed_disposition <> derived_disposition
        and claimed_disposition <> 'unmapped'
        and not (
            claimed_disposition = 'in_progress'
            and derived_disposition in ('contacted_open', 'bad_info', 'no_response')
        ),
        false
    ) as is_disposition_mismatch,
    attempts_count,
    automated_count,
    first_attempt_at,
    coalesce(first_attempt_at < created_at, false) as is_attempt_before_creation,
    case
        when first_attempt_at >= created_at then {{ seconds_between('created_at', 'first_attempt_at') }} / 60.0
    end as minutes_to_first_attempt,
    first_contact_at,
    is_unreachable,
    coalesce(is_qualified, false) as is_qualified,
    case when is_qualified then qualified_date end as qualified_date,
    proposal_ready_date is not null as is_proposal_ready,
    proposal_ready_date,
    is_converted,
    case when is_converted then converted_date end as converted_date,
    {{ business_date('disqualified_at') }} as disqualified_date,
    case when is_converted then converted_opportunity_id end as opportunity_id,
    known_at
from derived
