-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per planned or done activity on a lead, an opportunity or a customer.
with landed as (

    select * from {{ landing('odoo', 'activity') }}

),

renamed as (

    select
        {{ odoo_id('mail.activity', 'id') }} as activity_id,
        'odoo:' || res_model || '/' || res_id as record_id,
        {{ odoo_id('mail.activity.type', 'activity_type_id') }} as activity_type_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        date_deadline as due_date,
        date_done as done_date,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
