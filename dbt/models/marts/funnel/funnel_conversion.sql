-- One row per cohort month, lead source, rep and transition: of what entered a step, how much reached the next within
-- the horizon.
with leads as (

    select * from {{ ref('fct_lead') }}

),

opportunities as (

    select
        *,
        case when is_won then closed_date end as won_date,
        case when is_closed and not is_won then closed_date end as lost_date
    from {{ ref('fct_opportunity') }}
    where not is_deleted

),

first_proposals as (

    select
        opportunity_id,
        owner_id,
        sent_date,
        amount_rc
    from {{ ref('fct_proposal') }}
    where is_first

),

entries as (

    select
        'lead' as from_step,
        'opportunity' as to_step,
        lead_source,
        owner_at_creation_id as rep_id,
        created_date as entry_date,
        cast(null as decimal(18, 2)) as amount,
        case when is_converted and opportunity_id is not null then converted_date end as target_date,
        disqualified_date as lost_date
    from leads

    union all

    -- A deal that was won without a written proposal has passed the step: otherwise verbal offers would look like
    -- losses.
    select
        'opportunity' as from_step,
        'proposal' as to_step,
        lead_source,
        owner_at_creation_id as rep_id,
        created_date as entry_date,
        amount_at_creation_rc as amount,
        least(first_proposal_date, won_date) as target_date,
        lost_date
    from opportunities

    union all

    select
        'proposal' as from_step,
        'won' as to_step,
        opportunities.lead_source,
        first_proposals.owner_id as rep_id,
        first_proposals.sent_date as entry_date,
        first_proposals.amount_rc as amount,
        opportunities.won_date as target_date,
        opportunities.lost_date
    from first_proposals
    inner join opportunities
        on first_proposals.opportunity_id = opportunities.opportunity_id

    union all

    select
        'opportunity' as from_step,
        'won' as to_step,
        lead_source,
        owner_at_creation_id as rep_id,
        created_date as entry_date,
        amount_at_creation_rc as amount,
        won_date as target_date,
        lost_date
    from opportunities

),

-- A target dated before its entry, by a record made late, took no time; without a target there is no time, which
-- greatest() would hide.
timed as (

    select
        *,
        case
            when target_date is not null then greatest({{ days_between('entry_date', 'target_date') }}, 0)
        end as days_to_target
    from entries
    where entry_date is not null

),

-- Too few conversions give no percentile of their own.
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
    from timed
    group by from_step, to_step

),

-- Without proposals nobody knows what became of an opportunity on the way to one.
judged as (

    select
        entries.*,
        {{ month_start('entries.entry_date') }} as month_start,
        horizons.horizon_days,
        least({{ as_of() }}, {{ add_days('entries.entry_date', 'horizons.horizon_days') }}) as cutoff_date,
        entries.to_step = 'proposal' and not {{ is_connected('proposals') }} as is_unknown
    from timed as entries
    inner join horizons
        on
            entries.from_step = horizons.from_step
            and entries.to_step = horizons.to_step

),

outcomes as (

    select
        *,
        case
            when is_unknown then 'unknown'
            when target_date <= cutoff_date then 'converted'
            when lost_date <= cutoff_date then 'lost'
            else 'still_open'
        end as outcome
    from judged

)

select
    month_start,
    coalesce(lead_source, '(none)') as lead_source,
    coalesce(rep_id, 'unassigned') as rep_id,
    from_step,
    to_step,
    count(*) as entered,
    case when not is_unknown then count(case when outcome = 'converted' then 1 end) end as converted,
    case when not is_unknown then count(case when outcome = 'lost' then 1 end) end as lost,
    case when not is_unknown then count(case when outcome = 'still_open' then 1 end) end as still_open,
    case when not is_unknown then horizon_days end as horizon_days,
    case
        when not is_unknown then {{ add_days(month_end('month_start'), 'horizon_days') }} <= {{ as_of() }}
    end as is_mature,
    case when from_step <> 'lead' then {{ money('coalesce(sum(amount), 0)') }} end as entered_amount,
    case
        when from_step <> 'lead' and not is_unknown then
            {{ money("coalesce(sum(case when outcome = 'converted' then amount end), 0)") }}
    end as converted_amount,
    case when from_step <> 'lead' then count(*) - count(amount) end as entered_without_amount,
    '{{ var("reporting_currency") }}' as currency,
    nullif(concat_ws(
        '; ',
        case when is_unknown then {{ not_connected_reason('proposals') }} end,
        case when from_step = 'lead' then 'a lead has no amount' end
    ), '') as note
from outcomes
group by
    month_start, coalesce(lead_source, '(none)'), coalesce(rep_id, 'unassigned'), from_step, to_step, horizon_days,
    is_unknown
