-- One row per event of one message, its personal data.
with landed as (

    select * from {{ landing('sendgrid', 'event__person') }}

),

renamed as (

    select
        {{ prefixed_id('sendgrid', 'sg_event_id') }} as email_event_id,
        {{ email_key('email') }} as email,
        url,
        useragent,
        ip,
        reason,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
