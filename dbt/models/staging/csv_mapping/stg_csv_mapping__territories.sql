-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per sales territory.
with landed as (

    select * from {{ landing('csv_mapping', 'territory') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as territory_id,
        name as territory_name,
        region,
        country,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
