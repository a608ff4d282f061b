-- Not the rep's name, team and territory of the time, is_partial, currency and note.
with items as (
    select
        owner_at_creation_id as rep_id, created_date as on_day, 'created' as what, amount_at_creation_rc as amount,
        null as days
    from core.fct_opportunity where not is_deleted
    union all
    select
        owner_at_close_id, closed_date, if(is_won, 'won', 'lost'), null,
        if(is_won, closed_date - created_date, null)
    from core.fct_opportunity where not is_deleted and is_closed
    union all
    select rep_id, booked_date, 'booked', amount_rc, null from core.fct_booking
    union all
    select proposals.owner_id, sent_date, 'proposal', last_proposal_amount_rc, sent_date - first_contact_date
    from core.fct_proposal as proposals
    inner join core.fct_opportunity as deals using (opportunity_id)
    where is_first and not deals.is_deleted
    union all
    select rep_id, document_date, 'invoiced', net_amount_rc, null from core.fct_revenue_credit
    union all
    (
        select distinct on (opportunity_id) rep_id, document_date, 'invoiced deal', null, null
        from core.fct_revenue_line
        where document_type = 'invoice' and opportunity_id is not null
        order by opportunity_id, document_date, revenue_line_id
    )
    union all
    select rep_id, month_start, 'quota', quota_amount, null from core.fct_quota_month
    where holder_type = 'rep' and measure = 'revenue'
),

months as (
    select
        coalesce(rep_id, 'unassigned') as rep_id, date_trunc('month', on_day)::date as month_start,
        sum(amount) filter (what = 'quota') as quota,
        count(*) filter (what = 'invoiced') as lines, sum(amount) filter (what = 'invoiced') as invoiced,
        count(*) filter (what = 'created') as created, sum(amount) filter (what = 'created') as created_amount,
        count(*) filter (what = 'proposal') as proposals, sum(amount) filter (what = 'proposal') as proposed,
        count(*) filter (what = 'booked') as bookings, sum(amount) filter (what = 'booked') as booked,
        count(*) filter (what = 'won') as won, count(*) filter (what = 'lost') as lost,
        quantile_cont(days::double, 0.5) filter (what = 'won') as cycle_days_median,
        count(*) filter (what = 'invoiced deal') as invoiced_deals_count,
        quantile_cont(days::double, 0.5) filter (what = 'proposal') as proposal_days_median
    from items
    where on_day <= getvariable('as_of')::date
    group by 1, 2
)

select
    rep_id, month_start, quota::decimal(18, 2) as quota_amount,
    if(lines = 0, 0, invoiced)::decimal(18, 2) as invoiced_amount,
    created as crm_created_count, if(created = 0, 0, created_amount)::decimal(18, 2) as crm_created_amount,
    proposals as proposals_count, if(proposals = 0, 0, proposed)::decimal(18, 2) as proposals_amount,
    won as crm_won_count, if(bookings = 0, 0, booked)::decimal(18, 2) as crm_won_amount,
    lost as crm_lost_count, cycle_days_median, invoiced_deals_count, proposal_days_median
from months
