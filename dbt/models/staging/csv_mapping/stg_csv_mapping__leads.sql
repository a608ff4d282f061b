-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead, without personal data.
with landed as (

    select * from {{ landing('csv_mapping', 'lead') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as lead_id,
        {{ prefixed_id('csv', 'owner_id') }} as owner_id,
        {{ prefixed_id('csv', 'converted_opportunity_id') }} as converted_opportunity_id,
        company,
        status,
        disposition,
        lead_source,
        is_converted,
        {{ is_deleted() }} as is_deleted,
        created_date,
        converted_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
