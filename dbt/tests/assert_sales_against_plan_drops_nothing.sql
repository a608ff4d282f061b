-- The mart contains all revenue, and all of the plan in months begun by AS_OF, exactly.
with published as (

    select
        coalesce(sum(invoiced_amount), 0) as invoiced_amount,
        coalesce(sum(plan_amount), 0) as plan_amount
    from {{ ref('sales_against_plan') }}

),

revenue as (

    select coalesce(sum(net_amount_rc), 0) as invoiced_amount
    from {{ ref('fct_revenue_line') }}
    where document_date is not null

),

-- Compared where no plan line extends beyond the month of AS_OF; the mart has only the first months of such a line.
plans as (

    select
        coalesce(sum(amount_rc), 0) as plan_amount,
        max(period_end) as last_day
    from {{ ref('fct_plan') }}
    where period_start <= {{ month_end(as_of()) }}

)

select
    published.invoiced_amount as invoiced_published,
    revenue.invoiced_amount as invoiced_in_facts,
    published.plan_amount as plan_published,
    plans.plan_amount as plan_in_facts
from published
cross join revenue
cross join plans
where
    (published.invoiced_amount <> revenue.invoiced_amount and {{ is_connected('accounting') }})
    or (published.plan_amount <> plans.plan_amount and plans.last_day <= {{ month_end(as_of()) }})
