-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per lead or opportunity, without personal data.
with landed as (

    select * from {{ landing('odoo', 'lead') }}

),

renamed as (

    select
        {{ odoo_id('crm.lead', 'id') }} as lead_id,
        {{ odoo_id('res.country', 'country_id') }} as country_id,
        {{ odoo_id('res.partner', 'partner_id') }} as partner_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        {{ odoo_id('crm.team', 'team_id') }} as team_id,
        {{ odoo_id('res.company', 'company_id') }} as company_id,
        {{ odoo_id('crm.stage', 'stage_id') }} as stage_id,
        {{ odoo_id('crm.lost.reason', 'lost_reason_id') }} as lost_reason_id,
        {{ odoo_id('utm.source', 'source_id') }} as utm_source_id,
        {{ odoo_id('utm.medium', 'medium_id') }} as utm_medium_id,
        {{ odoo_id('utm.campaign', 'campaign_id') }} as utm_campaign_id,
        {{ odoo_id('res.currency', 'company_currency') }} as odoo_currency_id,
        type as lead_type,
        opportunity_name,
        partner_name as prospect_name,
        function as title,
        priority,
        won_status,
        expected_revenue,
        recurring_revenue,
        probability,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        date_deadline as expected_close_date,
        date_open as assigned_at,
        date_conversion as converted_at,
        date_closed as closed_at,
        date_last_stage_update as stage_changed_at,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
