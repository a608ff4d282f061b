-- One row per assignment of a user to a territory and accepted version of it: the history of territories.
with landed as (

    select * from {{ landing_versions('salesforce', 'user_territory2_association') }} as versions

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as user_territory_id,
        {{ prefixed_id('salesforce', 'user_id') }} as user_id,
        {{ prefixed_id('salesforce', 'territory2_id') }} as territory_id,
        coalesce(is_active, true) and not coalesce(_is_deleted, false) as is_active,
        _loaded_at as loaded_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
