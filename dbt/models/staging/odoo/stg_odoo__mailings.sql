-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per mailing.
with landed as (

    select * from {{ landing('odoo', 'mailing') }}

),

renamed as (

    select
        {{ odoo_id('mailing.mailing', 'id') }} as mailing_id,
        {{ odoo_id('utm.source', 'source_id') }} as utm_source_id,
        {{ odoo_id('utm.medium', 'medium_id') }} as utm_medium_id,
        {{ odoo_id('utm.campaign', 'campaign_id') }} as utm_campaign_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        subject as mailing_subject,
        state as status,
        mailing_model,
        {{ is_deleted() }} as is_deleted,
        sent_date as sent_at,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
