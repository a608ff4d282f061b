-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per share of an opportunity credited to a user.
with landed as (

    select * from {{ landing('salesforce', 'opportunity_split') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as opportunity_split_id,
        {{ prefixed_id('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'split_owner_id') }} as split_owner_id,
        {{ prefixed_id('salesforce', 'split_type_id') }} as split_type_id,
        split_percentage,
        split_amount,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
