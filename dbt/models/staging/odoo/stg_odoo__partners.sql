-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per company or person, without personal data.
with landed as (

    select * from {{ landing('odoo', 'partner') }}

),

renamed as (

    select
        {{ odoo_id('res.partner', 'id') }} as partner_id,
        {{ odoo_id('res.partner', 'parent_id') }} as parent_partner_id,
        {{ odoo_id('res.partner', 'commercial_partner_id') }} as commercial_partner_id,
        {{ odoo_id('res.country', 'country_id') }} as country_id,
        {{ odoo_id('res.users', 'user_id') }} as owner_id,
        company_name,
        ref as partner_number,
        vat as tax_number,
        website,
        function as title,
        customer_rank,
        is_company,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
