-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per day of absence of a rep.
with landed as (

    select * from {{ landing('finance', 'absences') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'row_id') }} as absence_id,
        {{ email_key('rep_email') }} as rep_email,
        reason,
        {{ is_deleted() }} as is_deleted,
        date as absence_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
