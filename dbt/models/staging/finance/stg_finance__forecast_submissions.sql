-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per forecast that a rep submitted.
with landed as (

    select * from {{ landing('finance', 'forecast_submissions') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as forecast_submission_id,
        {{ email_key('rep_email') }} as rep_email,
        category,
        {{ code_key('currency') }} as currency,
        amount,
        {{ is_deleted() }} as is_deleted,
        period_start,
        period_end,
        submitted_at,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
