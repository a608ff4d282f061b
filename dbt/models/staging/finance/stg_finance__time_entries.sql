-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per time entry of a rep.
with landed as (

    select * from {{ landing('finance', 'time_entries') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as time_entry_id,
        {{ email_key('rep_email') }} as rep_email,
        category,
        minutes,
        {{ is_deleted() }} as is_deleted,
        date as entry_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
