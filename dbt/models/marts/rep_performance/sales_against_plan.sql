-- One row per product, customer, rep and month begun by AS_OF with revenue or a plan: invoiced amount compared with the
-- plan. Rows with only one of the two are kept; a missing dimension is `unassigned`.
with products as (

    -- Product codes are compared without case and blanks; the product list has the spelling that is shown.
    select
        {{ text_key('product_code') }} as product_key,
        min(product_code) as product_code,
        min(product_name) as product_name
    from {{ ref('dim_product') }}
    where product_code is not null
    group by {{ text_key('product_code') }}

),

items as (

    select
        {{ text_key('product_code') }} as product_key,
        account_id,
        rep_id,
        {{ month_start('document_date') }} as month_start,
        net_amount_rc as invoiced,
        case when net_amount_rc is null then 1 else 0 end as invoiced_unknown,
        cast(null as decimal(18, 3)) as plan,
        0 as plan_unknown,
        1 as invoiced_lines,
        0 as plan_lines
    from {{ ref('fct_revenue_credit') }}
    where document_date is not null

    union all

    select
        {{ text_key('product_code') }} as product_key,
        account_id,
        rep_id,
        month_start,
        cast(null as decimal(18, 3)) as invoiced,
        0 as invoiced_unknown,
        plan_amount as plan,
        case when plan_amount is null then 1 else 0 end as plan_unknown,
        0 as invoiced_lines,
        1 as plan_lines
    from {{ ref('fct_plan_month') }}
    where finer_plan_line_id is null and month_start <= {{ as_of() }}

),

compared as (

    select
        product_key,
        account_id,
        rep_id,
        month_start,
        sum(invoiced) as invoiced_sum,
        sum(invoiced_unknown) as invoiced_unknown,
        sum(invoiced_lines) as invoiced_lines,
        sum(plan) as plan_sum,
        sum(plan_unknown) as plan_unknown,
        sum(plan_lines) as plan_lines
    from items
    group by product_key, account_id, rep_id, month_start

),

connections as (

    select
        {{ is_connected('accounting') }} as has_accounting,
        {{ is_connected('plan') }} as has_plan

),

known as (

    select
        compared.*,
        case when connections.has_accounting then {{ amount_known('compared.invoiced') }} end as invoiced_amount,
        case when connections.has_plan then {{ amount_known('compared.plan') }} end as plan_amount
    from compared
    cross join connections

)

select
    coalesce(products.product_code, known.product_key, 'unassigned') as product_code,
    products.product_name,
    coalesce(known.account_id, 'unassigned') as account_id,
    accounts.account_name,
    known.rep_id,
    reps.rep_name,
    known.month_start,
    {{ month_end('known.month_start') }} > {{ as_of() }} as is_partial,
    known.invoiced_amount,
    known.plan_amount,
    {{ money('known.invoiced_amount - known.plan_amount') }} as difference_amount,
    {{ ratio('known.invoiced_amount', 'known.plan_amount') }} as plan_attainment,
    known.invoiced_lines > 0 as has_invoice,
    known.plan_lines > 0 as has_plan,
    '{{ reporting_currency() }}' as currency,
    nullif(concat_ws(
        '; ',
        'invoiced_amount: ' || {{ not_connected_reason('accounting') }},
        'plan_amount: ' || {{ not_connected_reason('plan') }},
        {%- for measure in ['invoiced', 'plan'] %}
        case
            when known.{{ measure }}_unknown > 0
                then '{{ measure }}_amount is without ' || known.{{ measure }}_unknown || ' that could not be converted'
        end{{ ',' if not loop.last }}
        {%- endfor %}
    ), '') as note
from known
left join products
    on known.product_key = products.product_key
left join {{ ref('dim_account') }} as accounts
    on known.account_id = accounts.account_id
left join {{ ref('dim_rep') }} as reps
    on
        known.rep_id = reps.rep_id
        and reps.is_current
