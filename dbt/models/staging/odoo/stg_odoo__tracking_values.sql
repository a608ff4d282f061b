-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per change of one tracked field of a lead or opportunity.
with landed as (

    select * from {{ landing('odoo', 'tracking_value') }}

),

renamed as (

    select
        {{ odoo_id('mail.tracking.value', 'id') }} as tracking_value_id,
        {{ odoo_id('mail.message', 'message_id') }} as message_id,
        {{ odoo_id('ir.model.fields', 'field_id') }} as field_id,
        old_value_char,
        new_value_char,
        old_value_integer,
        old_value_float,
        new_value_integer,
        new_value_float,
        {{ is_deleted() }} as is_deleted,
        old_value_datetime,
        new_value_datetime,
        create_date as occurred_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
