-- One row per as-of date, gate and check.
with landed as (

    select * from {{ landing('plumbline', 'gate_result') }}

),

renamed as (

    select
        gate,
        check_name,
        detail,
        run_id,
        code_version,
        configuration_hash,
        is_passed,
        {{ is_deleted() }} as is_deleted,
        as_of as checked_as_of,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
