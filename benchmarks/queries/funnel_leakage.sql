-- prepared by: fct_opportunity_gateway, fct_funnel_entry
-- Every column but currency and note. This company has no gateway but the proposal.
with
-- part: funnel_items,

cohorts as (
    select
        month_start, coalesce(lead_source, '(none)') as lead_source, coalesce(rep_id, 'unassigned') as rep_id,
        from_step, to_step, horizon_days,
        last_day(month_start) + horizon_days <= getvariable('as_of')::date as is_mature,
        count(*) as entered,
        count(*) filter (outcome = 'converted') as converted,
        count(*) filter (outcome in ('lost', 'not_in_time')) as leaked,
        count(*) filter (outcome = 'in_process') as in_process,
        if(from_step <> 'lead', coalesce(sum(amount_rc), 0), null)::decimal(18, 2) as entered_amount,
        if(from_step <> 'lead', coalesce(sum(amount_rc) filter (outcome in ('lost', 'not_in_time')), 0), null)
            ::decimal(18, 2) as leaked_amount,
        if(from_step <> 'lead', count(*) - count(amount_rc), null) as entered_without_amount
    from judged
    group by 1, 2, 3, 4, 5, 6
),

ranks as (
    select
        from_step, to_step,
        rank() over (order by sum(leaked) / sum(entered) desc)::integer as transition_rate_rank,
        if(sum(leaked_amount) is not null, rank() over (order by sum(leaked_amount) desc nulls last), null)::integer
            as transition_amount_rank
    from cohorts
    where is_mature
    group by from_step, to_step
    having sum(entered) >= 10
)

select
    cohorts.*, leaked / entered as leakage_rate, entered >= 10 as is_reportable,
    leaked_amount / nullif(entered_amount, 0) as leakage_amount_rate, transition_rate_rank, transition_amount_rank
from cohorts left join ranks using (from_step, to_step)
