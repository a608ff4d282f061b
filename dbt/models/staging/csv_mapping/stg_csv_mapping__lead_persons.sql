-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead, with its personal data.
with landed as (

    select * from {{ landing('csv_mapping', 'lead__person') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as lead_id,
        name as full_name,
        {{ email_key('email') }} as email,
        phone,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
