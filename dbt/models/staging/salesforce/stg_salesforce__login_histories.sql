-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per login of a user.
with landed as (

    select * from {{ landing('salesforce', 'login_history') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as login_id,
        {{ prefixed_id('salesforce', 'user_id') }} as user_id,
        login_type,
        api_type,
        status,
        {{ is_deleted() }} as is_deleted,
        login_time as occurred_at,
        {{ known_at('login_time') }} as known_at
    from landed

)

select * from renamed
