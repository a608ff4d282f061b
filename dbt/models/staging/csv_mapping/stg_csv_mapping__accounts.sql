-- Made from ingest/csv_mapping/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per account.
with landed as (

    select * from {{ landing('csv_mapping', 'account') }}

),

renamed as (

    select
        {{ prefixed_id('csv', 'id') }} as account_id,
        name as account_name,
        parent_name as parent_account_name,
        industry,
        country,
        annual_revenue,
        number_of_employees as employee_count,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
