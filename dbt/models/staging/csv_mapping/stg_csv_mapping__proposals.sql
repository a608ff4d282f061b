-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per version of a proposal.
with landed as (

    select * from {{ landing('csv_mapping', 'proposal') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as proposal_id,
        {{ prefixed_id('csv', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('csv', 'owner_id') }} as owner_id,
        number as proposal_number,
        status,
        {{ code_key('currency') }} as currency,
        amount,
        {{ is_deleted() }} as is_deleted,
        sent_date,
        valid_until,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
