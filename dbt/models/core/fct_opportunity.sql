-- One row per opportunity created by AS_OF, in its state at AS_OF. Deleted ones are kept and flagged.
with opportunities as (
    select * from {{ ref('int_opportunities_unioned') }}
),

outcomes as (
    select * from {{ ref('int_opportunity_outcomes') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

firsts as (
    select * from {{ ref('int_opportunity_firsts') }}
),

proposals as (
    select
        opportunity_id,
        min(sent_date) as first_proposal_date,
        max(case when is_last then amount end) as last_proposal_amount,
        max(case when is_last then currency end) as last_proposal_currency
    from {{ ref('fct_proposal') }}
    group by opportunity_id
),

dated as (
    select
        outcomes.*,
        opp.opportunity_name,
        {{ surviving('account', 'opp.account_id') }} as account_id,
        opp.product_id,
        coalesce(nullif(trim(opp.lead_source), ''), '(none)') as lead_source,
        opp.opportunity_type,
        opp.loss_reason,
        opp.created_at,
        {{ business_date('opp.created_at') }} as created_date,
        opp.is_deleted,
        opp.is_currency_assumed,
        proposals.first_proposal_date,
        proposals.last_proposal_amount,
        proposals.last_proposal_currency,
        -- The first contact is at the latest on the day of the entry in the CRM.
        {{ business_date('least(firsts.first_contact_at, opp.created_at)') }} as first_contact_date,
        least({{ business_date('firsts.first_contact_at') }}, proposals.first_proposal_date) as first_evidence_date,
        {{ business_date('firsts.first_appointment_at') }} as first_appointment_held_date,
        firsts.first_appointment_rep_id,
        coalesce(outcomes.closed_date, {{ as_of() }}) as valued_on
    from outcomes
    inner join opportunities as opp on outcomes.opportunity_id = opp.opportunity_id
    left join proposals on outcomes.opportunity_id = proposals.opportunity_id
    left join firsts on outcomes.opportunity_id = firsts.opportunity_id
)

select
    dated.opportunity_id,
    dated.opportunity_name,
    dated.account_id,
    dated.product_id,
    dated.owner_id,
    dated.owner_at_creation_id,
    dated.owner_at_close_id,
    dated.lead_source,
    dated.opportunity_type,
    dated.stage_name,
    dated.amount,
    dated.currency,
    dated.is_currency_assumed,
    {{ in_reporting_currency('dated.amount', 'dated.currency', 'valued.rate') }} as amount_rc,
    dated.amount_at_creation,
    {{ in_reporting_currency('dated.amount_at_creation', 'dated.currency_at_creation', 'created.rate') }}
        as amount_at_creation_rc,
    dated.amount_peak_rc,
    dated.probability,
    dated.forecast_category,
    dated.next_step,
    dated.is_next_step_known,
    case when dated.is_closed and not dated.is_won then dated.loss_reason end as loss_reason,
    dated.created_at,
    dated.created_date,
    dated.expected_close_date,
    dated.is_closed,
    dated.is_won,
    not dated.is_closed as is_open,
    case when not dated.is_closed then 'open' when dated.is_won then 'won' else 'lost' end as outcome,
    dated.closed_at,
    dated.closed_date,
    dated.first_contact_date,
    -- An opportunity entered after its close date began with the earliest activity or proposal, if there is one.
    case
        when dated.created_date <= dated.valued_on then dated.created_date
        when dated.first_evidence_date <= dated.valued_on then dated.first_evidence_date
    end as cycle_start_date,
    dated.first_appointment_held_date,
    dated.first_appointment_rep_id,
    dated.first_proposal_date,
    dated.last_proposal_amount,
    {{ in_reporting_currency('dated.last_proposal_amount', 'dated.last_proposal_currency', 'proposed.rate') }}
        as last_proposal_amount_rc,
    dated.reopen_count,
    dated.has_history,
    dated.is_deleted,
    dated.known_at
from dated
left join fx_rates as valued on {{ rate_on('valued', 'dated.currency', 'dated.valued_on') }}
left join fx_rates as created on {{ rate_on('created', 'dated.currency_at_creation', 'dated.created_date') }}
left join fx_rates as proposed on {{ rate_on('proposed', 'dated.last_proposal_currency', 'dated.first_proposal_date') }}
