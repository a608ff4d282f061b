-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead, without personal data.
with landed as (

    select * from {{ landing('salesforce', 'lead') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as lead_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        {{ prefixed_id('salesforce', 'converted_account_id') }} as converted_account_id,
        {{ prefixed_id('salesforce', 'converted_contact_id') }} as converted_contact_id,
        {{ prefixed_id('salesforce', 'converted_opportunity_id') }} as converted_opportunity_id,
        company,
        title,
        industry,
        country,
        status,
        disposition,
        lead_source,
        rating,
        is_converted,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        converted_date,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
