-- One row per recipient of a mailing, the address.
with landed as (

    select * from {{ landing('odoo', 'trace__person') }}

),

renamed as (

    select
        {{ odoo_id('mailing.trace', 'id') }} as trace_id,
        {{ email_key('email') }} as email,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
