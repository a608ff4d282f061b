-- Made from ingest/sendgrid/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per event of one message (delivered, opened, clicked, …), without personal data.
with landed as (

    select * from {{ landing('sendgrid', 'event') }}

),

renamed as (

    select
        {{ prefixed_id('sendgrid', 'sg_event_id') }} as email_event_id,
        {{ prefixed_id('sendgrid', 'sg_message_id') }} as message_id,
        event,
        bounce_type,
        {{ email_key('rep_email') }} as rep_email,
        {{ long_id('opportunity_id') }} as opportunity_key,
        {{ long_id('lead_id') }} as lead_key,
        {{ long_id('campaign_id') }} as campaign_key,
        is_machine_open,
        {{ is_deleted() }} as is_deleted,
        occurred_at,
        {{ known_at('occurred_at') }} as known_at
    from landed

)

select * from renamed
