-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead or opportunity, with its personal data.
with landed as (

    select * from {{ landing('odoo', 'lead__person') }}

),

renamed as (

    select
        {{ odoo_id('crm.lead', 'id') }} as lead_id,
        name as lead_name,
        contact_name,
        {{ email_key('email_from') }} as email,
        phone,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
