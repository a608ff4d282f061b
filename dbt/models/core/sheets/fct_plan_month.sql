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

spread as (

    select * from {{ over_months('plan_lines') }} as months

),

-- Lines for one and the same period are parts of one plan, and are added up.
finer as (

    select * from {{ finer_periods(
        'spread', 'plan_line_id', ['product_key', 'customer_key', 'holder_key'],
        'coarse.period_start < fine.period_start'
    ) }} as shared

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
