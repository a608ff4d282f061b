-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per survey response, without personal data.
with landed as (

    select * from {{ landing('finance', 'surveys') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'response_id') }} as survey_response_id,
        {{ prefixed_id('finance', 'survey_id') }} as survey_id,
        kind,
        {{ long_id('account_id') }} as account_key,
        score,
        scale_max,
        {{ is_deleted() }} as is_deleted,
        responded_at,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
