-- One row per user of the CRM and accepted version of that user: the history of users.
with landed as (

    select * from {{ landing_versions('salesforce', 'user') }} as versions

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
        department,
        division,
        coalesce(is_active, true) and not coalesce(_is_deleted, false) as is_active,
        created_date as created_at,
        _loaded_at as loaded_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
