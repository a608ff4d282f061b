-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per opportunity.
with landed as (

    select * from {{ landing('salesforce', 'opportunity') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'account_id') }} as account_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        {{ prefixed_id('salesforce', 'campaign_id') }} as campaign_id,
        {{ prefixed_id('salesforce', 'created_by_id') }} as created_by_id,
        name as opportunity_name,
        stage_name,
        {{ code_key('currency_iso_code') }} as currency,
        lead_source,
        type as opportunity_type,
        forecast_category_name as forecast_category,
        next_step,
        loss_reason,
        amount,
        probability,
        is_closed,
        is_won,
        budget_confirmed as is_budget_confirmed,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        close_date as expected_close_date,
        created_date as created_at,
        system_modstamp as modified_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
