-- One row per won opportunity with a linked invoice: net revenue up to a year after the win.
select
    opportunities.opportunity_id,
    case
        when count(*) = count(revenue_lines.net_amount_rc) then sum(revenue_lines.net_amount_rc)
    end as invoiced_amount_rc
from {{ ref('fct_opportunity') }} as opportunities
inner join {{ ref('fct_revenue_line') }} as revenue_lines
    on
        opportunities.opportunity_id = revenue_lines.opportunity_id
        and revenue_lines.document_date <= {{ add_months('opportunities.closed_date', 12) }}
where opportunities.outcome = 'won' and not opportunities.is_deleted
group by opportunities.opportunity_id
