-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per line of the sales plan.
with landed as (

    select * from {{ landing('finance', 'plan') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as plan_line_id,
        product_code,
        {{ long_id('account_id') }} as account_key,
        {{ email_key('rep_email') }} as rep_email,
        {{ code_key('currency') }} as currency,
        amount,
        {{ is_deleted() }} as is_deleted,
        period_start,
        period_end,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
