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

-- Compared where no plan line extends beyond the month of AS_OF or begins before the calendar; the mart has only some
-- months of such a line. It has none of a line that ends before it begins.
plans as (

    select
        coalesce(sum(amount_rc), 0) as plan_amount,
        max(period_end) as last_day,
        min(period_start) as first_day
    from {{ ref('fct_plan') }}
    where period_start <= {{ month_end(as_of()) }} and period_start <= period_end

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
    or (
        published.plan_amount <> plans.plan_amount
        and plans.last_day <= {{ month_end(as_of()) }}
        and plans.first_day >= (select min(days.month_start) from {{ ref('dim_date') }} as days)
    )
