-- One row per as-of date and open opportunity: its amount, its expected quarter, the verdict of the stall ladder and
-- the kill rule, and the weighted amounts.
with opportunities as (

    select
        opportunity_id,
        account_id,
        amount,
        amount_rc,
        expected_close_date,
        expected_close_date < {{ as_of() }} as is_past_due,
        -- An opportunity whose close date is past can close in the present quarter at the earliest.
        case
            when expected_close_date is not null
                then {{ quarter_start('greatest(expected_close_date, ' ~ as_of() ~ ')') }}
        end as period_start
    from {{ ref('fct_opportunity') }}
    where is_open and not is_deleted

),

-- An opportunity without an amount gets the median of its segment; one whose amount cannot be converted does not.
valued as (

    select
        deals.*,
        opportunities.account_id,
        opportunities.expected_close_date,
        opportunities.is_past_due,
        opportunities.period_start,
        case
            when opportunities.amount is null then segments.amount_median_rc
            else opportunities.amount_rc
        end as amount_rc,
        opportunities.amount is null and segments.amount_median_rc is not null as is_amount_estimated
    from {{ ref('fct_open_deal') }} as deals
    inner join opportunities
        on deals.opportunity_id = opportunities.opportunity_id
    inner join {{ ref('dim_segment') }} as segments
        on deals.segment = segments.segment

)

select
    {{ as_of() }} as as_of,
    valued.opportunity_id,
    coalesce(valued.owner_id, 'unassigned') as rep_id,
    reps.rep_name,
    reps.team,
    valued.account_id,
    valued.segment,
    valued.stage_name,
    valued.expected_close_date,
    valued.is_past_due,
    case when valued.amount_rc is not null and valued.static_percentage is not null then valued.period_start end
        as period_start,
    valued.amount_rc,
    valued.is_amount_estimated,
    '{{ reporting_currency() }}' as currency,
    valued.has_proposal,
    valued.proposal_valid_until,
    valued.stage_advanced_on,
    valued.last_buyer_event_on,
    valued.clock_days,
    valued.limit_days,
    valued.stall_ratio,
    valued.ladder_steps,
    valued.silence_days,
    valued.silence_limit_days,
    valued.is_excluded,
    valued.exclusion_reason,
    valued.static_percentage,
    valued.ladder_percentage,
    -- Nineteen digits, so that the product is exact in 128 bits; a division would make a double of it.
    {{ money('cast(valued.amount_rc as decimal(19, 3)) * valued.static_percentage * 0.01') }} as static_amount,
    {{ money('cast(valued.amount_rc as decimal(19, 3)) * valued.ladder_percentage * 0.01') }} as ladder_amount,
    {{ money('case when valued.is_excluded then valued.amount_rc else 0 end') }} as dead_weight_amount,
    nullif(concat_ws(
        '; ',
        case when valued.is_amount_estimated then 'no amount: the median of the segment is used' end,
        case when valued.amount_rc is null then 'amount unknown' end,
        case when valued.static_percentage is null then 'stage unknown' end,
        case when valued.expected_close_date is null then 'no expected close date' end,
        case
            when valued.stage_advanced_on is null then 'no ladder: no record of when the stage was reached'
            when valued.limit_days is null then 'no ladder: too few won deals to compute the limit'
        end,
        case when valued.silence_days is null then 'silence not judged: no answer of a customer is logged' end
    ), '') as note
from valued
left join {{ ref('dim_rep') }} as reps
    on
        coalesce(valued.owner_id, 'unassigned') = reps.rep_id
        and reps.is_current
