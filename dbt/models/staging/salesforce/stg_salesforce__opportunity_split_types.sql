-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per type of splits, of revenue or overlay.
with landed as (

    select * from {{ landing('salesforce', 'opportunity_split_type') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_split_type_id,
        developer_name,
        is_total_validated,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
