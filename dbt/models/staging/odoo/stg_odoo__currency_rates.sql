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
        rate_date,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
