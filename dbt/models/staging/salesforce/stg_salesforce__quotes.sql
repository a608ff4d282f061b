-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per quote, that is one version of a proposal.
with landed as (

    select * from {{ landing('salesforce', 'quote') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as quote_id,
        {{ prefixed_id('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        quote_number,
        name as quote_name,
        status,
        {{ code_key('currency_iso_code') }} as currency,
        grand_total,
        total_price,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        expiration_date as valid_until,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
