-- One row per lead of Odoo in its present state, including converted ones, because lead and opportunity are one record
-- there. A disqualified lead is archived with a probability of 0; one archived with another probability counts as
-- deleted.
with leads as (
    select
        *,
        not coalesce(is_active, true) and coalesce(probability, 0) = 0 as is_lost
    from {{ ref('stg_odoo__leads') }}
    where lead_type = 'lead' or converted_at is not null
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
    leads.is_deleted or (
        not coalesce(leads.is_active, true)
        and not leads.is_lost
        and coalesce(leads.modified_at < {{ as_of_end() }}, true)
    ) as is_deleted,
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
