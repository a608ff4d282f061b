-- Made from ingest/finance/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per agreed target.
with landed as (

    select * from {{ landing('finance', 'targets') }}

),

renamed as (

    select
        {{ prefixed_id('finance', 'target_id') }} as target_id,
        metric,
        {{ email_key('owner_email') }} as owner_email,
        unit,
        rep_argument,
        agreed_points,
        differences,
        goal,
        baseline,
        management_value,
        rep_value,
        agreed_value,
        {{ is_deleted() }} as is_deleted,
        met_on as met_date,
        agreed_on as agreed_date,
        period_start,
        period_end,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
