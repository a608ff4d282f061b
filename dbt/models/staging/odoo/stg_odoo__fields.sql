-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per tracked field of leads and opportunities.
with landed as (

    select * from {{ landing('odoo', 'field') }}

),

renamed as (

    select
        {{ odoo_id('ir.model.fields', 'id') }} as field_id,
        name as field_name,
        type as field_type,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
