-- One row per line of an invoice or credit note and credited rep: the reps of the opportunity's split, otherwise the
-- rep of the line. Adds up exactly to fct_revenue_line.
with revenue_lines as (

    select * from {{ ref('fct_revenue_line') }}

),

splits as (

    select
        opportunity_id,
        rep_id,
        share
    from {{ ref('fct_opportunity_split') }}
    where is_from_split and credit_type = 'revenue'

),

-- Few lines belong to a split opportunity; only these need the window functions that distribute the cents.
divided as (

    select
        revenue_lines.document_type,
        revenue_lines.revenue_line_id,
        splits.rep_id,
        splits.share,
        revenue_lines.account_id,
        revenue_lines.product_code,
        revenue_lines.quantity,
        revenue_lines.net_amount_rc as line_amount_rc,
        revenue_lines.document_date,
        revenue_lines.known_at
    from revenue_lines
    inner join splits
        on revenue_lines.opportunity_id = splits.opportunity_id

)

select
    document_type,
    revenue_line_id,
    rep_id,
    share,
    account_id,
    product_code,
    cast(cast(quantity as decimal(27, 4)) * share as decimal(27, 10)) as quantity,
    {{ split_money('line_amount_rc', 'share', 'document_type, revenue_line_id', 'rep_id') }} as net_amount_rc,
    document_date,
    known_at
from divided

union all

select
    revenue_lines.document_type,
    revenue_lines.revenue_line_id,
    revenue_lines.rep_id,
    cast(1 as decimal(9, 6)) as share,
    revenue_lines.account_id,
    revenue_lines.product_code,
    cast(revenue_lines.quantity as decimal(27, 10)) as quantity,
    revenue_lines.net_amount_rc,
    revenue_lines.document_date,
    revenue_lines.known_at
from revenue_lines
where not exists (
    select 1 from splits
    where splits.opportunity_id = revenue_lines.opportunity_id
)
