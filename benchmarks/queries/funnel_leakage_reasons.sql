-- prepared by: fct_opportunity_gateway, fct_funnel_entry
-- Every column but currency. This company has no gateway but the proposal.
with
-- part: funnel_items

select
    month_start, coalesce(lead_source, '(none)') as lead_source, coalesce(rep_id, 'unassigned') as rep_id,
    from_step, to_step,
    case
        when outcome = 'lost' then coalesce(nullif(trim(reason), ''), '(none)')
        when target_date is not null then '(too late)'
        when lost_date <= getvariable('as_of')::date then coalesce(nullif(trim(reason), ''), '(none)')
        when from_step = 'lead' then coalesce(reason, '(still open)')
        else '(still open)'
    end as leak_reason,
    count(*) as leaked,
    if(from_step <> 'lead', coalesce(sum(amount_rc), 0), null)::decimal(18, 2) as leaked_amount,
    if(from_step <> 'lead', count(*) - count(amount_rc), null) as leaked_without_amount
from judged
where outcome in ('lost', 'not_in_time')
group by 1, 2, 3, 4, 5, 6
