-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
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
        {{ is_deleted() }} as is_deleted,
        start_at as starts_at,
        stop_at as ends_at,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
