-- One row per won opportunity: net revenue up to a year after the win, or the amount in the CRM where no invoice is
-- linked.
with opportunities as (

    select
        opportunity_id,
        closed_date,
        amount_rc
    from {{ ref('fct_opportunity') }}
    where outcome = 'won' and not is_deleted

),

revenue as (

    select
        opportunities.opportunity_id,
        case
            when count(*) = count(revenue_lines.net_amount_rc) then sum(revenue_lines.net_amount_rc)
        end as invoiced_amount_rc
    from opportunities
    inner join {{ ref('fct_revenue_line') }} as revenue_lines
        on
            opportunities.opportunity_id = revenue_lines.opportunity_id
            -- Without a date of the win all of its invoices count.
            and (
                opportunities.closed_date is null
                or revenue_lines.document_date <= {{ add_months('opportunities.closed_date', 12) }}
            )
    group by opportunities.opportunity_id

)

select
    opportunities.opportunity_id,
    revenue.invoiced_amount_rc,
    revenue.opportunity_id is null as is_claimed,
    case when revenue.opportunity_id is null then opportunities.amount_rc else revenue.invoiced_amount_rc end
        as sales_amount_rc
from opportunities
left join revenue
    on opportunities.opportunity_id = revenue.opportunity_id
