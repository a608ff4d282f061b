-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per message or note on a lead or opportunity.
with landed as (

    select * from {{ landing('odoo', 'message') }}

),

renamed as (

    select
        {{ odoo_id('mail.message', 'id') }} as message_id,
        {{ odoo_id('crm.lead', 'res_id') }} as lead_id,
        {{ odoo_id('mail.activity.type', 'activity_type_id') }} as activity_type_id,
        {{ odoo_id('res.partner', 'author_id') }} as author_partner_id,
        message_type,
        subtype_id,
        is_internal,
        {{ is_deleted() }} as is_deleted,
        sent_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
