-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per customer or supplier, without personal data.
with landed as (

    select * from {{ landing('xero', 'contact') }}

),

renamed as (

    select
        {{ prefixed_id('xero', 'contact_id') }} as xero_contact_id,
        {{ prefixed_id('xero', 'merged_to_contact_id') }} as merged_to_xero_contact_id,
        name as contact_name,
        contact_number,
        account_number,
        tax_number,
        contact_status,
        {{ code_key('default_currency') }} as currency,
        is_customer,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('updated_at') }} as known_at
    from landed

)

select * from renamed
