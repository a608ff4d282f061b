select
    date_trunc('month', entry_date)::date as month_start, lead_source, rep_id, from_step, to_step,
    count(*) as entered,
    case when any_value(horizon_days) is not null then count(*) filter (outcome = 'converted') end as converted,
    case when any_value(horizon_days) is not null then count(*) filter (outcome = 'lost') end as lost,
    case when any_value(horizon_days) is not null then count(*) filter (outcome = 'still_open') end as still_open,
    any_value(horizon_days) as horizon_days,
    last_day(any_value(entry_date)) + any_value(horizon_days) <= getvariable('as_of')::date as is_mature,
    case when from_step <> 'lead' then coalesce(sum(amount_rc), 0)::decimal(18, 2) end as entered_amount,
    case when from_step <> 'lead' and any_value(horizon_days) is not null
        then coalesce(sum(amount_rc) filter (outcome = 'converted'), 0)::decimal(18, 2) end as converted_amount
from core.fct_funnel_entry
group by all
