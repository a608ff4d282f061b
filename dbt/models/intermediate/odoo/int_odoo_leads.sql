-- One row per lead of Odoo in its present state, including converted ones, because lead and opportunity are one record
-- there. A disqualified lead is archived with a probability of 0; one that is archived and neither that nor won counts
-- as deleted.
with records as (
    select * from {{ ref('stg_odoo__leads') }}
    where lead_type = 'lead' or converted_at is not null
),

stages as (
    select stage_id, is_won from {{ ref('stg_odoo__stages') }}
),

leads as (
    select
        records.*,
        {{ odoo_is_lost('records') }} as is_lost,
        {{ odoo_is_won('records', 'stages') }} as is_won
    from records
    left join stages on records.stage_id = stages.stage_id
),

owners as (
    select * from {{ ref('int_odoo_lead_owners') }}
),

sources as (
    select utm_source_id, utm_source from {{ ref('stg_odoo__utm_sources') }}
),

lost_reasons as (
    select lost_reason_id, lost_reason from {{ ref('stg_odoo__lost_reasons') }}
),

countries as (
    select country_id, country_name from {{ ref('stg_odoo__countries') }}
)

select
    leads.lead_id,
    owners.owner_id,
    case
        when leads.lead_type = 'opportunity' then 'Converted'
        when leads.is_lost then 'Unqualified'
        when leads.assigned_at is not null then 'Working'
        else 'New'
    end as status,
    case when leads.is_lost and leads.lead_type = 'lead' then lost_reasons.lost_reason end as disposition,
    sources.utm_source as lead_source,
    leads.title,
    countries.country_name as country,
    leads.lead_type = 'opportunity' as is_converted,
    {{ business_date('leads.converted_at') }} as converted_date,
    case when leads.lead_type = 'opportunity' then leads.lead_id end as converted_opportunity_id,
    {{ odoo_is_deleted('leads') }} as is_deleted,
    leads.created_at,
    leads.known_at
from leads
-- An owner assigned at the conversion or later did not own the lead.
left join owners
    on
        leads.lead_id = owners.lead_id
        and (leads.converted_at is null or leads.converted_at > owners.valid_from)
        and (owners.valid_to is null or leads.converted_at <= owners.valid_to)
left join sources on leads.utm_source_id = sources.utm_source_id
left join lost_reasons on leads.lost_reason_id = lost_reasons.lost_reason_id
left join countries on leads.country_id = countries.country_id
