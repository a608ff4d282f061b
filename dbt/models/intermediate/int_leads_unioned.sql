-- One row per lead over all CRM systems, as its source holds it now. The state at AS_OF is int_leads_dated.
select
    lead_id,
    owner_id,
    status,
    disposition,
    lead_source,
    title,
    industry,
    country,
    rating,
    is_converted,
    converted_date,
    converted_opportunity_id,
    converted_contact_id,
    is_deleted,
    created_at,
    known_at
from {{ ref('stg_salesforce__leads') }}
union all
select
    lead_id,
    owner_id,
    status,
    disposition,
    lead_source,
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    is_converted,
    converted_date,
    converted_opportunity_id,
    cast(null as varchar),
    is_deleted,
    {{ day_start('created_date') }},
    known_at
from {{ ref('stg_csv_mapping__leads') }}
union all
select
    lead_id,
    owner_id,
    status,
    disposition,
    lead_source,
    title,
    cast(null as varchar),
    country,
    cast(null as varchar),
    is_converted,
    converted_date,
    converted_opportunity_id,
    cast(null as varchar),
    is_deleted,
    created_at,
    known_at
from {{ ref('int_odoo_leads') }}
