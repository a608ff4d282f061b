-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per kind of planned activity.
with landed as (

    select * from {{ landing('odoo', 'activity_type') }}

),

renamed as (

    select
        {{ odoo_id('mail.activity.type', 'id') }} as activity_type_id,
        name as activity_type,
        category as activity_category,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
