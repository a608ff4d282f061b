-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per loss reason of opportunities.
with landed as (

    select * from {{ landing('odoo', 'lost_reason') }}

),

renamed as (

    select
        {{ odoo_id('crm.lost.reason', 'id') }} as lost_reason_id,
        name as lost_reason,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
