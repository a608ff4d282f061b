-- One row per plan line and month, spread by calendar days so that the months add up exactly to the line. Two lines for
-- the same product, customer and rep and for different periods overlap when they share more than half of the days of
-- the shorter one: then, in their common months, the one for the shortest period counts and the others name it in
-- `finer_plan_line_id`.
with plan_lines as (

    select
        *,
        coalesce({{ text_key('product_code') }}, '') as product_key,
        coalesce(account_id, account_key, '') as customer_key,
        coalesce(nullif(rep_id, 'unassigned'), rep_email, '') as holder_key,
        {{ days_between('period_start', 'period_end') }} + 1 as days_total
    from {{ ref('fct_plan') }}
    -- A period that ends before it begins has no months; data_quality lists it.
    where period_end >= period_start

),

months as (

    select distinct
        month_start,
        month_end
    from {{ ref('dim_date') }}

),

spread as (

    select
        plan_lines.*,
        months.month_start,
        greatest({{ days_between('plan_lines.period_start', 'months.month_start') }}, 0) as days_before,
        {{ days_between('plan_lines.period_start', 'least(plan_lines.period_end, months.month_end)') }} + 1
            as days_through
    from plan_lines
    inner join months
        on
            plan_lines.period_start <= months.month_end
            and plan_lines.period_end >= months.month_start

),

-- Lines for one and the same period are parts of one plan, and are added up.
finer as (

    select
        coarse.plan_line_id,
        coarse.month_start,
        min(fine.plan_line_id) as finer_plan_line_id
    from spread as coarse
    inner join spread as fine
        on
            coarse.product_key = fine.product_key
            and coarse.customer_key = fine.customer_key
            and coarse.holder_key = fine.holder_key
            and coarse.month_start = fine.month_start
            and {{ periods_overlap('coarse', 'fine') }}
            and (
                coarse.days_total > fine.days_total
                or (coarse.days_total = fine.days_total and coarse.period_start < fine.period_start)
            )
    group by coarse.plan_line_id, coarse.month_start

)

select
    spread.plan_line_id,
    spread.product_code,
    spread.account_id,
    spread.rep_id,
    spread.month_start,
    finer.finer_plan_line_id,
    {{ spread_money('spread.amount_rc', 'spread.days_before', 'spread.days_through', 'spread.days_total') }}
        as plan_amount
from spread
left join finer
    on
        spread.plan_line_id = finer.plan_line_id
        and spread.month_start = finer.month_start
