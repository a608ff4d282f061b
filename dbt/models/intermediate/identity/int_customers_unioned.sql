-- One row per contact of the books (customers, suppliers too), with the one that it was merged into (itself when it was
-- not).
with unioned as (
    select
        xero_contact_id as customer_id,
        merged_to_xero_contact_id as merged_to_customer_id,
        contact_name as customer_name,
        contact_number,
        account_number,
        tax_number,
        cast(null as varchar) as country,
        coalesce(is_customer, true) as is_customer,
        known_at
    from {{ ref('stg_xero__contacts') }}
    union all
    -- Documents are those of the company, whoever of it they are addressed to.
    select
        partners.partner_id,
        cast(null as varchar),
        partners.company_name,
        partners.partner_number,
        cast(null as varchar),
        partners.tax_number,
        countries.country_name,
        coalesce(partners.customer_rank, 0) > 0,
        partners.known_at
    from {{ ref('stg_odoo__partners') }} as partners
    left join {{ ref('stg_odoo__countries') }} as countries on partners.country_id = countries.country_id
    where partners.partner_id = coalesce(partners.commercial_partner_id, partners.partner_id)
)

-- Merges may follow one another; three in a row are followed.
select
    unioned.customer_id,
    coalesce(
        third.merged_to_customer_id, second.merged_to_customer_id, unioned.merged_to_customer_id, unioned.customer_id
    ) as surviving_customer_id,
    unioned.customer_name,
    unioned.contact_number,
    unioned.account_number,
    unioned.tax_number,
    unioned.country,
    unioned.is_customer,
    unioned.known_at
from unioned
left join unioned as second on unioned.merged_to_customer_id = second.customer_id
left join unioned as third on second.merged_to_customer_id = third.customer_id
