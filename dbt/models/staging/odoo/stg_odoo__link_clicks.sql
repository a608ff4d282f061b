-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per click on a link of a mailing.
with landed as (

    select * from {{ landing('odoo', 'link_click') }}

),

renamed as (

    select
        {{ odoo_id('link.tracker.click', 'id') }} as link_click_id,
        {{ odoo_id('mailing.trace', 'trace_id') }} as trace_id,
        {{ odoo_id('mailing.mailing', 'mailing_id') }} as mailing_id,
        link_id,
        {{ is_deleted() }} as is_deleted,
        create_date as occurred_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
