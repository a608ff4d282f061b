-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per product and first day of validity of its unit cost.
with landed as (

    select * from {{ landing('finance', 'product_costs') }}

),

renamed as (

    select
        {{ composed_id('finance', ['product_code', 'valid_from']) }} as product_cost_id,
        product_code,
        {{ code_key('currency') }} as currency,
        unit_cost,
        {{ is_deleted() }} as is_deleted,
        valid_from,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
