-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per currency, company and day from which a rate holds.
with landed as (

    select * from {{ landing('odoo', 'currency_rate') }}

),

renamed as (

    select
        {{ odoo_id('res.currency.rate', 'id') }} as currency_rate_id,
        {{ odoo_id('res.currency', 'currency_id') }} as odoo_currency_id,
        {{ odoo_id('res.company', 'company_id') }} as company_id,
        rate,
        {{ is_deleted() }} as is_deleted,
        rate_date,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
