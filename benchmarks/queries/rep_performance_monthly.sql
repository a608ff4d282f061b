-- Every figure; not the rep's name, team and territory of the time, currency and note.
with counted as (
    select owner_at_creation_id as rep_id, created_date as on_day, 'created' as what, amount_at_creation_rc as amount, null as days
    from core.fct_opportunity where not is_deleted
    union all
    select owner_at_close_id, closed_date, if(is_won, 'won', 'lost'), null, if(is_won, closed_date - created_date, null)
    from core.fct_opportunity where not is_deleted and is_closed
    union all
    select rep_id, booked_date, 'booked', amount_rc, null from core.fct_booking
    union all
    select proposals.owner_id, sent_date, 'proposal', last_proposal_amount_rc, null
    from core.fct_proposal as proposals
    inner join core.fct_opportunity as deals using (opportunity_id)
    where is_first and not deals.is_deleted
    union all
    select rep_id, document_date, 'invoiced', net_amount_rc, null from core.fct_revenue_line
    union all
    select rep_id, month_start, 'quota', quota_amount, null from core.fct_quota_month
    where holder_type = 'rep' and measure = 'revenue'
)

select
    coalesce(rep_id, 'unassigned') as rep_id,
    date_trunc('month', on_day)::date as month_start,
    (sum(amount) filter (what = 'quota'))::decimal(18, 2) as quota_amount,
    case when count(*) filter (what = 'invoiced') = 0 then 0 else sum(amount) filter (what = 'invoiced') end::decimal(18, 2)
        as invoiced_amount,
    count(*) filter (what = 'created') as crm_created_count,
    case when count(*) filter (what = 'created') = 0 then 0 else sum(amount) filter (what = 'created') end::decimal(18, 2)
        as crm_created_amount,
    count(*) filter (what = 'proposal') as proposals_count,
    case when count(*) filter (what = 'proposal') = 0 then 0 else sum(amount) filter (what = 'proposal') end::decimal(18, 2)
        as proposals_amount,
    count(*) filter (what = 'won') as crm_won_count,
    case when count(*) filter (what = 'booked') = 0 then 0 else sum(amount) filter (what = 'booked') end::decimal(18, 2)
        as crm_won_amount,
    count(*) filter (what = 'lost') as crm_lost_count,
    quantile_cont(days::double, 0.5) filter (what = 'won') as cycle_days_median
from counted
where on_day <= getvariable('as_of')::date
group by 1, 2
