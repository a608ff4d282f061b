-- Made from ingest/xero/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per customer or supplier, with its personal data.
with landed as (

    select * from {{ landing('xero', 'contact__person') }}

),

renamed as (

    select
        {{ prefixed_id('xero', 'contact_id') }} as xero_contact_id,
        first_name,
        last_name,
        {{ email_key('email_address') }} as email,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
