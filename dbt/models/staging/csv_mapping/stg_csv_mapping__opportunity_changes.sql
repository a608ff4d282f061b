-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per logged change of a field of an opportunity.
with landed as (

    select * from {{ landing('csv_mapping', 'opportunity_change') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as opportunity_change_id,
        {{ prefixed_id('csv', 'opportunity_id') }} as opportunity_id,
        field as field_name,
        old_value,
        new_value,
        {{ is_deleted() }} as is_deleted,
        changed_at as occurred_at,
        {{ known_at('changed_at') }} as known_at
    from landed

)

select * from renamed
