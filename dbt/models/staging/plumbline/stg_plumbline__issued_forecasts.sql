-- Made from ingest/plumbline/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per as-of date, period, entity, measure and level of a published forecast.
with landed as (

    select * from {{ landing('plumbline', 'issued_forecast') }}

),

renamed as (

    select
        entity_type,
        entity_id,
        measure,
        level,
        currency,
        run_id,
        code_version,
        configuration_hash,
        expected_amount,
        p10,
        p50,
        p90,
        is_champion,
        {{ is_deleted() }} as is_deleted,
        as_of as issued_as_of,
        period_start,
        period_end,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
