-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per role of users of the CRM.
with landed as (

    select * from {{ landing('salesforce', 'user_role') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as user_role_id,
        name as user_role_name,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
