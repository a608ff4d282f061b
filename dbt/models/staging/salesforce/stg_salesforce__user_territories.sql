-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per assignment of a user to a territory.
with landed as (

    select * from {{ landing('salesforce', 'user_territory2_association') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as user_territory_id,
        {{ prefixed_id('salesforce', 'user_id') }} as user_id,
        {{ prefixed_id('salesforce', 'territory2_id') }} as territory_id,
        role_in_territory2 as role_in_territory,
        is_active,
        {{ is_deleted() }} as is_deleted,
        last_modified_date as last_modified_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
