-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per campaign.
with landed as (

    select * from {{ landing('salesforce', 'campaign') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as campaign_id,
        name as campaign_name,
        type as campaign_type,
        status,
        {{ code_key('currency_iso_code') }} as currency,
        budgeted_cost,
        actual_cost,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        start_date,
        end_date,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
