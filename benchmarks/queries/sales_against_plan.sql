-- Not the names of product, customer and rep, currency and note.
with months as (
    select distinct month_start, month_end from core.dim_date where month_start <= getvariable('as_of')::date
),

items as (
    select
        nullif(lower(trim(product_code)), '') as product_key, account_id, rep_id,
        date_trunc('month', document_date)::date as month_start,
        net_amount_rc as invoiced, null as plan, 'invoice' as what
    from core.fct_revenue_credit
    where document_date is not null
    union all
    select
        nullif(lower(trim(product_code)), ''), account_id, rep_id, month_start, null,
        -- Spread by days, so that the months sum to the plan to the cent.
        round(amount_rc * (least(period_end, month_end) - period_start + 1) / (period_end - period_start + 1), 2)
        - round(amount_rc * greatest(month_start - period_start, 0) / (period_end - period_start + 1), 2),
        'plan'
    from core.fct_plan inner join months on period_start <= month_end and period_end >= month_start
),

compared as (
    select
        product_key, account_id, rep_id, month_start,
        if(count(*) filter (what = 'invoice') = 0, 0, sum(invoiced))::decimal(18, 2) as invoiced_amount,
        if(count(*) filter (what = 'plan') = 0, 0, sum(plan))::decimal(18, 2) as plan_amount,
        bool_or(what = 'invoice') as has_invoice,
        bool_or(what = 'plan') as has_plan
    from items
    group by product_key, account_id, rep_id, month_start
),

products as (
    select lower(trim(product_code)) as product_key, min(product_code) as product_code
    from core.dim_product
    group by all
)

select
    coalesce(product_code, product_key, 'unassigned') as product_code, coalesce(account_id, 'unassigned') as account_id,
    rep_id, month_start, last_day(month_start) > getvariable('as_of')::date as is_partial,
    invoiced_amount, plan_amount, invoiced_amount - plan_amount as difference_amount,
    invoiced_amount / nullif(plan_amount, 0) as plan_attainment, has_invoice, has_plan
from compared left join products using (product_key)
