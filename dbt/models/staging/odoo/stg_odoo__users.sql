-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per user with a login of the company.
with landed as (

    select * from {{ landing('odoo', 'user') }}

),

renamed as (

    select
        {{ odoo_id('res.users', 'id') }} as user_id,
        {{ odoo_id('res.partner', 'partner_id') }} as partner_id,
        name as user_name,
        {{ email_key('login') }} as login,
        {{ email_key('email') }} as email,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
