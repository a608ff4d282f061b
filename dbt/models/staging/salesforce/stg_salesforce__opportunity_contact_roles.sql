-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per contact in a role on an opportunity.
with landed as (

    select * from {{ landing('salesforce', 'opportunity_contact_role') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_contact_role_id,
        {{ prefixed_id('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'contact_id') }} as contact_id,
        role,
        is_primary,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
