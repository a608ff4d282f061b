-- prepared by: fct_opportunity_gateway, fct_funnel_entry
-- Every column but currency and note. This company has no gateway but the proposal.
with
-- part: funnel_items

select
    month_start, coalesce(lead_source, '(none)') as lead_source, coalesce(rep_id, 'unassigned') as rep_id,
    from_step, to_step, horizon_days,
    count(*) as entered,
    count(*) filter (outcome = 'converted') as converted,
    count(*) filter (outcome = 'lost') as lost,
    count(*) filter (outcome in ('not_in_time', 'in_process')) as still_open,
    last_day(month_start) + horizon_days <= getvariable('as_of')::date as is_mature,
    if(from_step <> 'lead', coalesce(sum(amount_rc), 0), null)::decimal(18, 2) as entered_amount,
    if(from_step <> 'lead', coalesce(sum(amount_rc) filter (outcome = 'converted'), 0), null)::decimal(18, 2)
        as converted_amount,
    if(from_step <> 'lead', count(*) - count(amount_rc), null) as entered_without_amount
from judged
group by 1, 2, 3, 4, 5, 6
