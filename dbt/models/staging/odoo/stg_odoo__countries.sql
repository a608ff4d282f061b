-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per country.
with landed as (

    select * from {{ landing('odoo', 'country') }}

),

renamed as (

    select
        {{ odoo_id('res.country', 'id') }} as country_id,
        name as country_name,
        {{ code_key('country_code') }} as country_code,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
