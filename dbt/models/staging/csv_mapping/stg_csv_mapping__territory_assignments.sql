-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per assignment of a rep to a territory, with its first and last day.
with landed as (

    select * from {{ landing('csv_mapping', 'territory_assignment') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as territory_assignment_id,
        {{ prefixed_id('csv', 'rep_id') }} as rep_id,
        {{ prefixed_id('csv', 'territory_id') }} as territory_id,
        {{ is_deleted() }} as is_deleted,
        valid_from,
        valid_to,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
