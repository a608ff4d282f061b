-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per version of a quota: rep, period, measure and first day of validity.
with landed as (

    select * from {{ landing('csv_mapping', 'quota') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as quota_id,
        {{ prefixed_id('csv', 'rep_id') }} as rep_id,
        measure,
        {{ code_key('currency') }} as currency,
        amount,
        {{ is_deleted() }} as is_deleted,
        period_start,
        coalesce(period_end, {{ add_days(add_months('period_start', 'period_months'), -1) }}) as period_end,
        valid_from,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
