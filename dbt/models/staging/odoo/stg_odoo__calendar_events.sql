-- One row per meeting about a lead, an opportunity or a customer.
with landed as (

    select * from {{ landing('odoo', 'calendar_event') }}

),

renamed as (

    select
        {{ odoo_id('calendar.event', 'id') }} as calendar_event_id,
        'odoo:' || res_model || '/' || res_id as record_id,
        {{ odoo_id('crm.lead', 'opportunity_id') }} as lead_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        active as is_active,
        start_at as starts_at,
        stop_at as ends_at,
        create_date as created_at,
        write_date as modified_at,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
