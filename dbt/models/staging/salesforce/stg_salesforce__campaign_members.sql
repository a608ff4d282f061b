-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead or contact in a campaign.
with landed as (

    select * from {{ landing('salesforce', 'campaign_member') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as campaign_member_id,
        {{ prefixed_id('salesforce', 'campaign_id') }} as campaign_id,
        {{ prefixed_id('salesforce', 'lead_id') }} as lead_id,
        {{ prefixed_id('salesforce', 'contact_id') }} as contact_id,
        status,
        has_responded,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
