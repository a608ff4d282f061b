-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per rep, period, measure and first day of validity.
with landed as (

    select * from {{ landing('finance', 'quotas') }}

),

renamed as (

    select
        {{ composed_id('finance', ['rep_email', 'period_start', 'period_end', 'measure', 'valid_from']) }} as quota_id,
        {{ email_key('rep_email') }} as rep_email,
        measure,
        {{ code_key('currency') }} as currency,
        amount,
        {{ is_deleted() }} as is_deleted,
        period_start,
        period_end,
        valid_from,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
