with cohorts as (
    select
        date_trunc('month', entry_date)::date as month_start, lead_source, rep_id, from_step, to_step,
        count(*) as entered,
        any_value(horizon_days) as horizon_days,
        last_day(any_value(entry_date)) + any_value(horizon_days) <= getvariable('as_of')::date as is_mature,
        case when any_value(horizon_days) is not null then count(*) filter (is_leaked) end as leaked,
        case when from_step <> 'lead' then coalesce(sum(amount_rc), 0)::decimal(18, 2) end as entered_amount,
        case when from_step <> 'lead' and any_value(horizon_days) is not null
            then coalesce(sum(amount_rc) filter (is_leaked), 0)::decimal(18, 2) end as leaked_amount
    from core.fct_funnel_entry
    group by all
),

ranks as (
    select
        from_step, to_step,
        rank() over (order by sum(leaked) / sum(entered) desc)::integer as transition_rate_rank,
        case when sum(leaked_amount) is not null
            then rank() over (order by sum(leaked_amount) desc nulls last) end::integer as transition_amount_rank
    from cohorts
    where is_mature
    group by all
    having sum(entered) >= 10
)

select cohorts.*, leaked / entered as leakage_rate, transition_rate_rank, transition_amount_rank
from cohorts left join ranks using (from_step, to_step)
