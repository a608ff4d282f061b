-- Made from ingest/sendgrid/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per event of one message (delivered, opened, clicked, …), with its personal data.
with landed as (

    select * from {{ landing('sendgrid', 'event__person') }}

),

renamed as (

    select
        {{ prefixed_id('sendgrid', 'sg_event_id') }} as email_event_id,
        url,
        {{ email_key('email') }} as email,
        useragent,
        ip,
        reason,
        {{ is_deleted() }} as is_deleted,
        {{ known_at() }} as known_at
    from landed

)

select * from renamed
