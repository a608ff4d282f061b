-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per snapshot of an opportunity at a change of stage, amount, probability or close date.
with landed as (

    select * from {{ landing('salesforce', 'opportunity_history') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_history_id,
        {{ prefixed_id('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'created_by_id') }} as changed_by_id,
        stage_name,
        {{ code_key('currency_iso_code') }} as currency,
        forecast_category,
        amount,
        probability,
        {{ is_deleted() }} as is_deleted,
        close_date as expected_close_date,
        created_date as occurred_at,
        {{ known_at('created_date') }} as known_at
    from landed

)

select * from renamed
