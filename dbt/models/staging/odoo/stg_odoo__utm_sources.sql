-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead source.
with landed as (

    select * from {{ landing('odoo', 'utm_source') }}

),

renamed as (

    select
        {{ odoo_id('utm.source', 'id') }} as utm_source_id,
        name as utm_source,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
