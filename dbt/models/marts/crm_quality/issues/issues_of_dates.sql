-- One row per issue and object: an opportunity, proposal or lead without a date that figures need, or with dates that
-- contradict one another.
with opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

)

select
    'undated_opportunity' as issue,
    split_part(opportunity_id, ':', 1) as source_system,
    'opportunity' as table_name,
    opportunity_id as object_id,
    case when created_date is null then 'no date of creation' else 'closed without a date' end as detail,
    'enter the date; until then the deal is in no month and no cohort' as remedy,
    amount,
    currency
from opportunities
where created_date is null or (is_closed and closed_date is null)

union all

select
    'undated_lead' as issue,
    split_part(lead_id, ':', 1) as source_system,
    'lead' as table_name,
    lead_id as object_id,
    'no date of creation' as detail,
    'enter the date; until then the lead is in no week and no cohort' as remedy,
    {{ no_amount() }}
from {{ ref('fct_lead') }}
where created_date is null

union all

-- A duration that would be negative is not known.
select
    'unknown_start' as issue,
    split_part(opportunity_id, ':', 1) as source_system,
    'opportunity' as table_name,
    opportunity_id as object_id,
    'created on ' || cast(created_date as varchar) || ', after it was closed on ' || cast(closed_date as varchar)
        as detail,
    'correct one of the dates, or log the first contact; the sales cycle is NULL until then' as remedy,
    amount,
    currency
from opportunities
where created_date > closed_date and cycle_start_date is null

union all

select
    'unknown_start' as issue,
    split_part(proposals.proposal_id, ':', 1) as source_system,
    'proposal' as table_name,
    proposals.proposal_id as object_id,
    'sent on ' || cast(proposals.sent_date as varchar) || ', before the first contact on '
    || cast(opportunities.first_contact_date as varchar) as detail,
    'correct one of the dates, or log the first contact; the days to the proposal are NULL until then' as remedy,
    proposals.amount,
    proposals.currency
from {{ ref('fct_proposal') }} as proposals
inner join opportunities
    on proposals.opportunity_id = opportunities.opportunity_id
where proposals.is_first and proposals.sent_date < opportunities.first_contact_date
