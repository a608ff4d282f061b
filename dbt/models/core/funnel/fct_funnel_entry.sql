-- One row per item (lead or opportunity) and transition of the funnel that it entered by AS_OF: its outcome within the
-- horizon. A name on a list that is not a lead (METRICS M20) is not in the funnel.
with leads as (
    select
        *,
        case when is_converted and opportunity_id is not null then converted_date end as opportunity_date,
        case when is_converted then '(no opportunity)' else disposition end as reason
    from {{ ref('fct_lead') }}
    where is_lead
),

gateways as (
    select * from {{ ref('fct_opportunity_gateway') }}
),

first_proposals as (
    select opportunity_id, owner_id, amount_rc from {{ ref('fct_proposal') }} where is_first
),

-- An opportunity won without a step has passed it; otherwise verbal proposals would count as losses.
opportunities as (
    select
        opp.*,
        proposals.owner_id as proposal_owner_id,
        proposals.amount_rc as first_proposal_amount_rc,
        coalesce(gateways.gateway, 'proposal') as gateway,
        case when gateways.gateway is null then opp.first_proposal_date else gateways.reached_date end as gateway_date,
        case when opp.outcome = 'won' then opp.closed_date end as won_date,
        case when opp.outcome = 'lost' then opp.closed_date end as lost_date
    from {{ ref('fct_opportunity') }} as opp
    left join gateways on opp.opportunity_id = gateways.opportunity_id
    left join first_proposals as proposals on opp.opportunity_id = proposals.opportunity_id
    -- Without the date of its outcome an opportunity is in no cohort; data_quality lists it.
    where not opp.is_deleted and (opp.outcome = 'open' or opp.closed_date is not null)
),

{# From step, to step, owner at entry, entry time, amount, time at which the next step was reached. #}
{% set transitions = [
    ("'opportunity'", "'proposal'", 'owner_at_creation_id', 'created_date', 'amount_at_creation_rc',
        'least(first_proposal_date, won_date)'),
    ("'first_appointment'", 'gateway', 'first_appointment_rep_id', 'first_appointment_held_date',
        'amount_at_creation_rc', 'least(gateway_date, won_date)'),
    ("'proposal'", "'won'", 'proposal_owner_id', 'first_proposal_date', 'first_proposal_amount_rc', 'won_date'),
    ("'opportunity'", "'won'", 'owner_at_creation_id', 'created_date', 'amount_at_creation_rc', 'won_date'),
] %}
entries as (
    select
        lead_id as item_id, 'lead' as from_step, 'opportunity' as to_step, lead_source, owner_at_creation_id as rep_id,
        created_date as entry_date, cast(null as decimal(18, 3)) as amount_rc, opportunity_date as target_date,
        disqualified_date as lost_date, reason
    from leads
    where created_date is not null
    {% for from_step, to_step, rep, entry, amount, target in transitions %}
    union all
    select
        opportunity_id, {{ from_step }}, {{ to_step }}, lead_source, {{ rep }}, {{ entry }}, {{ amount }}, {{ target }},
        lost_date, loss_reason
    from opportunities
    where {{ entry }} is not null
    {% endfor %}
),

-- When a record entered late dates the next step before the entry, the duration is zero. Without a next step it is
-- NULL, which greatest() would ignore. A transition with too few conversions has no percentile of its own.
horizons as (
    select
        from_step,
        to_step,
        case
            when count(target_date) >= {{ threshold('funnel.conversions_least') }}
                then
                    cast(ceil({{ quantile('days_to_target', threshold('funnel.horizon_quantile')) }}) as integer)
            else cast({{ threshold('funnel.horizon_default_days') }} as integer)
        end as horizon_days
    from (
        select
            from_step,
            to_step,
            target_date,
            case
                when target_date is not null then greatest({{ days_between('entry_date', 'target_date') }}, 0)
            end as days_to_target
        from entries
    ) as timed
    group by from_step, to_step
),

judged as (
    select
        entries.*,
        horizons.horizon_days,
        {{ add_days('entries.entry_date', 'horizons.horizon_days') }} as horizon_date,
        -- Without proposals the outcome between opportunity and proposal is not known.
        entries.to_step = 'proposal' and not {{ is_connected('proposals') }} as is_unknown
    from entries
    inner join horizons on entries.from_step = horizons.from_step and entries.to_step = horizons.to_step
),

outcomes as (
    select
        *,
        case
            when is_unknown then null
            when target_date <= least(horizon_date, {{ as_of() }}) then 'converted'
            when lost_date <= least(horizon_date, {{ as_of() }}) then 'lost'
            when horizon_date <= {{ as_of() }} then 'not_in_time'
            else 'in_process'
        end as outcome
    from judged
)

select
    item_id,
    from_step,
    to_step,
    {{ month_start('entry_date') }} as month_start,
    coalesce(lead_source, '(none)') as lead_source,
    coalesce(rep_id, 'unassigned') as rep_id,
    outcome,
    case
        when outcome = 'not_in_time' and target_date is not null then '(too late)'
        when outcome in ('lost', 'not_in_time') and lost_date <= {{ as_of() }}
            then coalesce(nullif(trim(reason), ''), '(none)')
        when outcome = 'not_in_time' and from_step = 'lead' then coalesce(reason, '(still open)')
        when outcome = 'not_in_time' then '(still open)'
    end as leak_reason,
    case when not is_unknown then horizon_days end as horizon_days,
    amount_rc
from outcomes
