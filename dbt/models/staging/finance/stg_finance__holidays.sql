-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per country, day and name of a holiday.
with landed as (

    select * from {{ landing('finance', 'holidays') }}

),

renamed as (

    select
        {{ composed_id('finance', ['country', 'date', 'name']) }} as holiday_id,
        country,
        name as holiday_name,
        {{ is_deleted() }} as is_deleted,
        date as holiday_date,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
