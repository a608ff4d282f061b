-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per account, without personal data.
with landed as (

    select * from {{ landing('salesforce', 'account') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as account_id,
        {{ prefixed_id('salesforce', 'parent_id') }} as parent_account_id,
        {{ prefixed_id('salesforce', 'master_record_id') }} as master_account_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        name as account_name,
        account_number,
        tax_number,
        industry,
        type as account_type,
        website,
        billing_country as country,
        {{ code_key('currency_iso_code') }} as currency,
        annual_revenue,
        number_of_employees as employee_count,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
