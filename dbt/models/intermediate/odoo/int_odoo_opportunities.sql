-- One row per opportunity of Odoo in its present state. Odoo archives a lost one and keeps its stage; here its stage is
-- Lost. One that is archived and neither lost nor won counts as deleted.
with leads as (
    select * from {{ ref('stg_odoo__leads') }} where lead_type = 'opportunity'
),

stages as (
    select stage_id, stage_name, is_won from {{ ref('stg_odoo__stages') }}
),

partners as (
    select partner_id, coalesce(commercial_partner_id, partner_id) as account_id from {{ ref('stg_odoo__partners') }}
),

sources as (
    select utm_source_id, utm_source from {{ ref('stg_odoo__utm_sources') }}
),

lost_reasons as (
    select lost_reason_id, lost_reason from {{ ref('stg_odoo__lost_reasons') }}
),

currencies as (
    select odoo_currency_id, currency from {{ ref('stg_odoo__currencies') }}
),

flagged as (
    select
        leads.*,
        {{ odoo_is_lost('leads') }} as is_lost,
        {{ odoo_is_won('leads', 'stages') }} as is_won,
        coalesce(stages.stage_name, leads.stage_id) as stage_name
    from leads
    left join stages on leads.stage_id = stages.stage_id
)

select
    flagged.lead_id as opportunity_id,
    flagged.opportunity_name,
    partners.account_id,
    flagged.user_id as owner_id,
    case when flagged.is_lost then 'Lost' else flagged.stage_name end as stage_name,
    sources.utm_source as lead_source,
    case when flagged.is_lost then lost_reasons.lost_reason end as loss_reason,
    currencies.currency,
    -- Odoo stores 0 when nothing is entered.
    nullif(flagged.expected_revenue, 0) as amount,
    flagged.probability,
    flagged.is_won or flagged.is_lost as is_closed,
    flagged.is_won,
    {{ odoo_is_deleted('flagged') }} as is_deleted,
    flagged.expected_close_date,
    {{ business_date('flagged.closed_at') }} as closed_date,
    -- A converted lead is an opportunity from its conversion on.
    coalesce(flagged.converted_at, flagged.created_at) as created_at,
    flagged.modified_at,
    flagged.known_at
from flagged
left join partners on flagged.partner_id = partners.partner_id
left join sources on flagged.utm_source_id = sources.utm_source_id
left join lost_reasons on flagged.lost_reason_id = lost_reasons.lost_reason_id
left join currencies on flagged.odoo_currency_id = currencies.odoo_currency_id
