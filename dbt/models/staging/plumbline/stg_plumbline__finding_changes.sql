-- Made from ingest/plumbline/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per as-of date, rule and object: a finding that was opened or fixed.
with landed as (

    select * from {{ landing('plumbline', 'finding_change') }}

),

renamed as (

    select
        rule_id,
        rule_version,
        object_type,
        object_id,
        status,
        severity,
        run_id,
        code_version,
        configuration_hash,
        value_at_risk_rc,
        {{ is_deleted() }} as is_deleted,
        as_of as changed_as_of,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
