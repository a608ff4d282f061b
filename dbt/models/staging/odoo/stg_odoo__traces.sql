-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per recipient of a mailing, with the status of the message, without personal data.
with landed as (

    select * from {{ landing('odoo', 'trace') }}

),

renamed as (

    select
        {{ odoo_id('mailing.trace', 'id') }} as trace_id,
        {{ odoo_id('mailing.mailing', 'mailing_id') }} as mailing_id,
        'odoo:' || model || '/' || res_id as record_id,
        trace_status,
        failure_type,
        is_test,
        {{ is_deleted() }} as is_deleted,
        sent_at,
        opened_at,
        replied_at,
        clicked_at,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
