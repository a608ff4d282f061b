-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per opportunity.
with landed as (

    select * from {{ landing('csv_mapping', 'opportunity') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as opportunity_id,
        {{ prefixed_id('csv', 'account_id') }} as account_id,
        {{ prefixed_id('csv', 'owner_id') }} as owner_id,
        {{ prefixed_id('csv', 'product_id') }} as product_id,
        name as opportunity_name,
        stage_name,
        {{ code_key('currency') }} as currency,
        lead_source,
        type as opportunity_type,
        loss_reason,
        amount,
        probability,
        is_closed,
        is_won,
        {{ is_deleted() }} as is_deleted,
        created_date,
        expected_close_date,
        closed_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
