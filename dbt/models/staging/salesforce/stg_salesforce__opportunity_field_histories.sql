-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per change of one field of an opportunity.
with landed as (

    select * from {{ landing('salesforce', 'opportunity_field_history') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_field_history_id,
        {{ prefixed_id('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'created_by_id') }} as changed_by_id,
        field as field_name,
        old_value,
        new_value,
        {{ is_deleted() }} as is_deleted,
        created_date as occurred_at,
        {{ known_at('created_date') }} as known_at
    from landed

)

select * from renamed
