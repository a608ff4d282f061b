-- One row per open opportunity at AS_OF: its days without progress, the steps that the stall ladder moves it back, and
-- the reason why it is excluded from the forecast. Buyer activity restarts the clock; moving back and forth between
-- stages does not.
with advances as (

    select
        opportunity_id,
        advanced_on
    from {{ ref('fct_stage_advance') }}
    where is_furthest

),

proposals as (

    select
        opportunity_id,
        valid_until
    from {{ ref('fct_proposal') }}
    where is_last

),

-- Days of silence are counted up to the last logged buyer activity of any opportunity; NULL when none is logged at all.
observed as (

    select max(last_event_on) as observed_until
    from {{ ref('fct_buyer_contact') }}

),

timed as (

    select
        opportunities.opportunity_id,
        opportunities.owner_id,
        opportunities.stage_name,
        segments.segment,
        stages.stage_order,
        stages.static_percentage,
        case when {{ is_connected('proposals') }} then opportunities.first_proposal_date is not null end
            as has_proposal,
        proposals.valid_until as proposal_valid_until,
        case
            when opportunities.has_history or {{ is_connected('crm_history') }} then advances.advanced_on
        end as stage_advanced_on,
        contacts.last_event_on as last_buyer_event_on,
        case
            when opportunities.first_proposal_date is not null then segments.proposal_limit_days
            else segments.creation_limit_days
        end as limit_days,
        dwells.dwell_days as dwell_limit_days,
        {{ days_between('coalesce(contacts.last_event_on, opportunities.created_date)', 'observed.observed_until') }}
            as days_silent,
        greatest({{ threshold('M93.silence_days_least') }}, coalesce(segments.silence_days, 0)) as silence_limit_days
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('dim_segment') }} as segments
        on {{ deal_segment('opportunities.opportunity_type') }} = segments.segment
    cross join observed
    left join {{ ref('dim_stage') }} as stages
        on opportunities.stage_name = stages.stage_name
    left join advances
        on opportunities.opportunity_id = advances.opportunity_id
    left join {{ ref('dim_stage_dwell') }} as dwells
        on
            opportunities.stage_name = dwells.stage_name
            and segments.segment = dwells.segment
    left join {{ ref('fct_buyer_contact') }} as contacts
        on opportunities.opportunity_id = contacts.opportunity_id
    left join proposals
        on opportunities.opportunity_id = proposals.opportunity_id
    where opportunities.is_open and not opportunities.is_deleted

),

clocked as (

    select
        *,
        case
            when last_buyer_event_on > stage_advanced_on then last_buyer_event_on
            else stage_advanced_on
        end as clock_started_on
    from timed

),

measured as (

    select
        *,
        {{ days_between('clock_started_on', as_of()) }} as clock_days,
        {{ ratio(days_between('clock_started_on', as_of()), 'limit_days') }} as stall_ratio
    from clocked

),

judged as (

    select
        *,
        case
            when stall_ratio > {{ threshold('M92.excluded') }} then 3
            when stall_ratio > {{ threshold('M92.two_stages_back') }} then 2
            when stall_ratio > {{ threshold('M92.one_stage_back') }} then 1
            when stall_ratio is not null then 0
        end as ladder_steps,
        nullif(concat_ws(
            ', ',
            case when stall_ratio > {{ threshold('M92.excluded') }} then 'stalled' end,
            case when days_silent > silence_limit_days then 'silent' end,
            case
                when {{ days_between('proposal_valid_until', as_of()) }} > {{ threshold('M93.validity_grace_days') }}
                    then 'proposal expired'
            end
        ), '') as exclusion_reason
    from measured

)

select
    judged.opportunity_id,
    judged.owner_id,
    judged.segment,
    judged.stage_name,
    ladder.stage_number,
    judged.has_proposal,
    judged.proposal_valid_until,
    judged.stage_advanced_on,
    judged.last_buyer_event_on,
    judged.clock_started_on,
    judged.clock_days,
    judged.limit_days,
    judged.dwell_limit_days,
    judged.stall_ratio,
    case when judged.days_silent < 0 then 0 else judged.days_silent end as silence_days,
    judged.silence_limit_days,
    judged.ladder_steps,
    judged.static_percentage,
    cast(case
        when judged.exclusion_reason is not null then 0
        when judged.ladder_steps = 1 then coalesce(ladder.one_back_percentage, judged.static_percentage)
        when judged.ladder_steps = 2 then coalesce(ladder.two_back_percentage, judged.static_percentage)
        else judged.static_percentage
    end as decimal(5, 2)) as ladder_percentage,
    judged.exclusion_reason is not null as is_excluded,
    judged.exclusion_reason
from judged
left join {{ ref('dim_stage_ladder') }} as ladder
    on judged.stage_order = ladder.stage_order
