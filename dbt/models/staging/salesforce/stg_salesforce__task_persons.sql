-- One row per task, its free text.
with landed as (

    select * from {{ landing('salesforce', 'task__person') }}

),

renamed as (

    select
        {{ prefixed_id('salesforce', 'id') }} as task_id,
        subject,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
