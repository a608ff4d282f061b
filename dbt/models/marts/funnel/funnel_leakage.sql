-- One row per cohort month, lead source, rep and transition: how many of the items that entered a step left the funnel
-- before the next one.
with cohorts as (

    select
        month_start,
        lead_source,
        rep_id,
        from_step,
        to_step,
        max(horizon_days) as horizon_days,
        count(*) as entered,
        count(case when outcome = 'converted' then 1 end) as converted,
        count(leak_reason) as leaked,
        {{ money('sum(amount_rc)') }} as entered_amount,
        -- Unknown, not 0, when items leaked and none of their amounts is known.
        case
            when count(case when leak_reason is not null then 1 end) = 0 then cast(0 as decimal(18, 3))
            else {{ money('sum(case when leak_reason is not null then amount_rc end)') }}
        end as leaked_amount,
        count(*) - count(amount_rc) as entered_without_amount
    from {{ ref('fct_funnel_entry') }}
    group by month_start, lead_source, rep_id, from_step, to_step

),

known as (

    select
        month_start,
        lead_source,
        rep_id,
        from_step,
        to_step,
        horizon_days,
        {{ add_days(month_end('month_start'), 'horizon_days') }} <= {{ as_of() }} as is_mature,
        entered,
        case when horizon_days is not null then converted end as converted,
        case when horizon_days is not null then leaked end as leaked,
        case when from_step <> 'lead' then entered_amount end as entered_amount,
        case when from_step <> 'lead' and horizon_days is not null then leaked_amount end as leaked_amount,
        case when from_step <> 'lead' then entered_without_amount end as entered_without_amount
    from cohorts

),

-- Transitions are ranked over all mature cohorts; a transition with too few items has no rank.
transitions as (

    select
        from_step,
        to_step,
        {{ ratio('sum(leaked)', 'sum(entered)') }} as leakage_rate,
        sum(leaked_amount) as leaked_amount
    from known
    where is_mature
    group by from_step, to_step
    having sum(entered) >= {{ threshold('C2.reportable_least') }}

),

ranked as (

    select
        from_step,
        to_step,
        rank() over (order by leakage_rate desc) as rate_rank,
        case when leaked_amount is not null then rank() over (order by leaked_amount desc nulls last) end as amount_rank
    from transitions

)

select
    known.month_start,
    known.lead_source,
    known.rep_id,
    known.from_step,
    known.to_step,
    known.entered,
    known.converted,
    known.leaked,
    known.entered - known.converted - known.leaked as in_process,
    {{ ratio('known.leaked', 'known.entered') }} as leakage_rate,
    known.entered >= {{ threshold('C2.reportable_least') }} as is_reportable,
    known.horizon_days,
    known.is_mature,
    known.entered_amount,
    known.leaked_amount,
    {{ ratio('known.leaked_amount', 'known.entered_amount') }} as leakage_amount_rate,
    known.entered_without_amount,
    cast(ranked.rate_rank as integer) as transition_rate_rank,
    cast(ranked.amount_rank as integer) as transition_amount_rank,
    '{{ reporting_currency() }}' as currency,
    nullif(concat_ws(
        '; ',
        case when known.horizon_days is null then {{ not_connected_reason('proposals') }} end,
        case when known.from_step = 'lead' then 'a lead has no amount' end
    ), '') as note
from known
left join ranked
    on
        known.from_step = ranked.from_step
        and known.to_step = ranked.to_step
