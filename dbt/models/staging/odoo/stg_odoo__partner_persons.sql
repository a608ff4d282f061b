-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per company or person, with its personal data.
with landed as (

    select * from {{ landing('odoo', 'partner__person') }}

),

renamed as (

    select
        {{ odoo_id('res.partner', 'id') }} as partner_id,
        name as full_name,
        {{ email_key('email') }} as email,
        phone,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
