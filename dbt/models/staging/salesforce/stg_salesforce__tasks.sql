-- Made from ingest/salesforce/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per task (call, e-mail or to-do), without personal data.
with landed as (

    select * from {{ landing('salesforce', 'task') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as task_id,
        {{ prefixed_id('salesforce', 'who_id') }} as who_id,
        {{ prefixed_id('salesforce', 'what_id') }} as what_id,
        {{ prefixed_id('salesforce', 'owner_id') }} as owner_id,
        subject_prefix,
        task_subtype,
        type as task_type,
        status,
        call_type,
        call_disposition,
        call_duration_in_seconds as call_duration_seconds,
        {{ is_deleted('is_deleted', 'system_modstamp') }} as is_deleted,
        activity_date,
        completed_date_time as completed_at,
        created_date as created_at,
        {{ known_at('system_modstamp') }} as known_at
    from landed

)

select * from renamed
