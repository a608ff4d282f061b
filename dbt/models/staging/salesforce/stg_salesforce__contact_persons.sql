-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per contact, with its personal data.
with landed as (

    select * from {{ landing('salesforce', 'contact__person') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as contact_id,
        first_name,
        last_name,
        {{ email_key('email') }} as email,
        phone,
        mobile_phone,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
