-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per sales territory.
with landed as (

    select * from {{ landing('salesforce', 'territory2') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as territory_id,
        {{ prefixed_id('salesforce', 'parent_territory2_id') }} as parent_territory_id,
        name as territory_name,
        developer_name,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
