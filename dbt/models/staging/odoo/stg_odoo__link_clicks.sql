-- One row per click on a link of a mailing.
with landed as (

    select * from {{ landing('odoo', 'link_click') }}

),

renamed as (

    select
        {{ odoo_id('link.tracker.click', 'id') }} as link_click_id,
        {{ odoo_id('mailing.trace', 'trace_id') }} as trace_id,
        {{ odoo_id('mailing.mailing', 'mailing_id') }} as mailing_id,
        link_id,
        create_date as occurred_at,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
