select
    date_trunc('month', entry_date)::date as month_start, lead_source, rep_id, from_step, to_step, leak_reason,
    count(*) as leaked,
    case when from_step <> 'lead' then coalesce(sum(amount_rc), 0)::decimal(18, 2) end as leaked_amount
from core.fct_funnel_entry
where is_leaked
group by all
