-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per stage of the pipeline.
with landed as (

    select * from {{ landing('odoo', 'stage') }}

),

renamed as (

    select
        {{ odoo_id('crm.stage', 'id') }} as stage_id,
        name as stage_name,
        sequence as stage_order,
        is_won,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
