-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per company of the group with its own accounting.
with landed as (

    select * from {{ landing('odoo', 'company') }}

),

renamed as (

    select
        {{ odoo_id('res.company', 'id') }} as company_id,
        {{ odoo_id('res.currency', 'currency_id') }} as odoo_currency_id,
        name as company_name,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
