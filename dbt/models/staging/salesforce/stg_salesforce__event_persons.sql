-- One row per calendar event, its free text.
with landed as (

    select * from {{ landing('salesforce', 'event__person') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as event_id,
        subject,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
