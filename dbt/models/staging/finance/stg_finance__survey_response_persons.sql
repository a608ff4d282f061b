-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per survey response, with its personal data.
with landed as (

    select * from {{ landing('finance', 'surveys__person') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'response_id') }} as survey_response_id,
        {{ email_key('contact_email') }} as contact_email,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
