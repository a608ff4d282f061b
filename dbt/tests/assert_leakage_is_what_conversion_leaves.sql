-- Leakage and conversion agree on each cohort: entered, converted, and the rest leaked or in process. The reasons add
-- up to the leaks, in items and in amounts.
with reasons as (

    select
        month_start,
        lead_source,
        rep_id,
        from_step,
        to_step,
        sum(leaked) as leaked,
        sum(leaked_amount) as leaked_amount
    from {{ ref('funnel_leakage_reasons') }}
    group by month_start, lead_source, rep_id, from_step, to_step

)

select
    conversion.month_start,
    conversion.lead_source,
    conversion.rep_id,
    conversion.from_step,
    conversion.to_step
from {{ ref('funnel_conversion') }} as conversion
full join {{ ref('funnel_leakage') }} as leakage
    on
        conversion.month_start = leakage.month_start
        and conversion.lead_source = leakage.lead_source
        and conversion.rep_id = leakage.rep_id
        and conversion.from_step = leakage.from_step
        and conversion.to_step = leakage.to_step
left join reasons
    on
        leakage.month_start = reasons.month_start
        and leakage.lead_source = reasons.lead_source
        and leakage.rep_id = reasons.rep_id
        and leakage.from_step = reasons.from_step
        and leakage.to_step = reasons.to_step
where
    conversion.entered is distinct from leakage.entered
    or conversion.converted is distinct from leakage.converted
    or conversion.lost + conversion.still_open is distinct from leakage.leaked + leakage.in_process
    or conversion.entered_amount is distinct from leakage.entered_amount
    or (leakage.leaked is not null and leakage.leaked <> coalesce(reasons.leaked, 0))
    or (leakage.leaked_amount is not null and leakage.leaked_amount <> coalesce(reasons.leaked_amount, 0))
