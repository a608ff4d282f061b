-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per user of the CRM.
with landed as (

    select * from {{ landing('salesforce', 'user') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as user_id,
        {{ prefixed_id('salesforce', 'manager_id') }} as manager_id,
        {{ prefixed_id('salesforce', 'user_role_id') }} as user_role_id,
        name as user_name,
        first_name,
        last_name,
        {{ email_key('email') }} as email,
        username,
        department,
        division,
        title,
        user_type,
        time_zone_sid_key as time_zone,
        is_active,
        {{ is_deleted() }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
