-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per view of a piece of content, with its personal data.
with landed as (

    select * from {{ landing('finance', 'content_views__person') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as content_view_id,
        {{ email_key('contact_email') }} as contact_email,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
