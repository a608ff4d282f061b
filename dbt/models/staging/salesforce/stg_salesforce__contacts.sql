-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per contact, without personal data.
with landed as (

    select * from {{ landing('salesforce', 'contact') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as contact_id,
        {{ prefixed_id('salesforce', 'account_id') }} as account_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        title,
        department,
        is_email_bounced,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
