-- One row per landed table that was ever delivered, as the last delivery had it.
with landed as (

    select * from {{ landing('odoo', 'delivery') }}

),

renamed as (

    select
        'odoo' as source_system,
        table_name,
        missing_columns,
        unknown_columns,
        delivered_rows,
        quarantined_rows,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
