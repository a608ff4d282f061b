-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per touch: call, e-mail, meeting or another.
with landed as (

    select * from {{ landing('csv_mapping', 'activity') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as activity_id,
        {{ prefixed_id('csv', 'rep_id') }} as rep_id,
        {{ prefixed_id('csv', 'opportunity_id') }} as opportunity_id,
        {{ prefixed_id('csv', 'account_id') }} as account_id,
        {{ prefixed_id('csv', 'lead_id') }} as lead_id,
        lower(trim(type)) as activity_type,
        lower(trim(direction)) as direction,
        outcome,
        duration_seconds,
        is_held,
        {{ is_deleted() }} as is_deleted,
        occurred_at,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
