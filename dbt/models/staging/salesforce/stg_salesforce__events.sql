-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per calendar event, without personal data.
with landed as (

    select * from {{ landing('salesforce', 'event') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as event_id,
        {{ prefixed_id('salesforce', 'who_id') }} as who_id,
        {{ prefixed_id('salesforce', 'what_id') }} as what_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        type as event_type,
        status,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        start_date_time as starts_at,
        end_date_time as ends_at,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
