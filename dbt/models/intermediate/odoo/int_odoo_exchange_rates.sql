-- One row per rate of Odoo: units of a currency for one unit of the company's currency. Other sources take precedence.
select
    rates.currency_rate_id as fx_rate_id,
    own_currencies.currency as from_currency,
    currencies.currency as to_currency,
    rates.rate,
    2 as preference,
    rates.is_deleted,
    rates.rate_date
from {{ ref('stg_odoo__currency_rates') }} as rates
inner join {{ ref('stg_odoo__companies') }} as companies on rates.company_id = companies.company_id
inner join {{ ref('stg_odoo__currencies') }} as own_currencies
    on companies.odoo_currency_id = own_currencies.odoo_currency_id
inner join {{ ref('stg_odoo__currencies') }} as currencies on rates.odoo_currency_id = currencies.odoo_currency_id
