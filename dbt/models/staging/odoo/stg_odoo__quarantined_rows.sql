-- One row per delivered row that was set aside, with the reason.
with landed as (

    select * from {{ landing('odoo', 'quarantine') }}

),

renamed as (

    select
        'odoo' as source_system,
        table_name,
        row_digest,
        row_key,
        file_name,
        column_name,
        reason,
        raw as row_json,
        line_number,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
