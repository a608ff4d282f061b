-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per view of a piece of content, without personal data.
with landed as (

    select * from {{ landing('finance', 'content_views') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as content_view_id,
        {{ prefixed_id('finance', 'content_id') }} as content_id,
        page,
        action,
        seconds as view_seconds,
        {{ is_deleted() }} as is_deleted,
        viewed_at,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
