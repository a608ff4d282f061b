-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per sales rep.
with landed as (

    select * from {{ landing('csv_mapping', 'rep') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as rep_id,
        name as rep_name,
        {{ email_key('email') }} as email,
        team,
        manager_name,
        territory,
        is_active,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
