-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per currency.
with landed as (

    select * from {{ landing('odoo', 'currency') }}

),

renamed as (

    select
        {{ odoo_id('res.currency', 'id') }} as odoo_currency_id,
        {{ code_key('code') }} as currency,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
